//! The commands and what they take, as `--help` tells them.

use std::{net::SocketAddr, path::PathBuf};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use rounds_core::{Id, bulletin::BulletinKind, person::Role, position::Datum, setting::Language};

#[derive(Parser)]
#[command(name = "rounds-hq", version, disable_help_subcommand = true)]
#[command(about = "巡访总部：人员、片区、设备、导入、发布、备份，并为各设备提供服务；只在成功时以 0 结束")]
#[command(after_help = "每个命令的写法：rounds-hq <命令> --help")]
pub struct Arguments {
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "rounds-hq-data",
        help = "总部的文件夹：密钥、照片，以及不用 PostgreSQL 时的数据库（不写时是 rounds-hq-data）"
    )]
    pub data: PathBuf,
    #[arg(long, global = true, env = "DATABASE_URL", hide_env = true, value_name = "URL")]
    #[arg(
        help = "改用 PostgreSQL，如 postgres://用户@主机/库名（也可放在环境变量 DATABASE_URL 里）；前面有按事务分配连接的 pgbouncer 时加 ?pgbouncer=true"
    )]
    pub database_url: Option<String>,
    #[arg(long, global = true, help = "输出 JSON，供程序读取")]
    pub json: bool,
    #[arg(long, global = true, default_value = "zh", help = "说中文 zh 或英文 en（不写时是中文）")]
    pub language: LanguageWord,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "为各设备提供服务，直到按 Ctrl+C 或被系统停止")]
    Serve(Serve),
    #[command(subcommand, about = "人员、角色和密码")]
    Person(PersonCommand),
    #[command(subcommand, about = "片区，以及分给谁")]
    Territory(TerritoryCommand),
    #[command(subcommand, about = "设备：注册码、清单、停用")]
    Device(DeviceCommand),
    #[command(subcommand, about = "为各片区导入客户表、销售数据")]
    Import(ImportCommand),
    #[command(subcommand, about = "发布：拜访频率、单位日历、表单、服务信息；各设备下次同步时收到")]
    Publish(PublishCommand),
    #[command(about = "各设备是否必须设 PIN")]
    Pin {
        #[arg(help = "required 必须设，optional 由使用者决定")]
        policy: PinPolicy,
    },
    #[command(subcommand, about = "设备不能上报，或忘了 PIN 时的办法")]
    Rescue(RescueCommand),
    #[command(about = "把客户连同全部历史划到另一个片区")]
    Reassign {
        #[arg(long, value_name = "片区", help = "从哪个片区")]
        from: String,
        #[arg(long, value_name = "片区", help = "到哪个片区")]
        to: String,
        #[arg(value_name = "客户编码", help = "要划转的客户；全部划转时改写 --all")]
        codes: Vec<String>,
        #[arg(long, conflicts_with = "codes", help = "划转这个片区的全部客户")]
        all: bool,
    },
    #[command(subcommand, about = "依法抹去个人信息")]
    Erase(EraseCommand),
    #[command(
        about = "备份：数据库一个文件，总部的密钥另一个 .keys 文件；照片在文件夹的 blobs 里，请另外复制"
    )]
    Backup {
        #[arg(help = "写到哪个文件")]
        file: PathBuf,
    },
    #[command(about = "用备份恢复一个空的总部")]
    Restore {
        #[arg(help = "备份文件；旁边要有它的 .keys 文件")]
        file: PathBuf,
        #[arg(long, help = "密钥已丢失时：用新的密钥。各设备须重新注册，以前的解锁申请和救援文件不能再打开")]
        new_keys: bool,
    },
    #[command(about = "每个片区有多少条、摘要、设备数，以及搁置的内容")]
    Status,
    #[command(about = "核验每个片区的副署链和它所指的签字凭证")]
    Verify,
}

impl Command {
    /// Whether it means a headquarters that is there; a mistyped folder is no new one.
    pub fn needs_headquarters(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Territory(TerritoryCommand::Add { .. }) | Self::Restore { .. } => false,
            Self::Person(command) => !matches!(command, PersonCommand::Add { .. }),
            Self::Territory(_)
            | Self::Pin { .. }
            | Self::Device(_)
            | Self::Import(_)
            | Self::Publish(_)
            | Self::Rescue(_)
            | Self::Reassign { .. }
            | Self::Erase(_)
            | Self::Backup { .. }
            | Self::Status
            | Self::Verify => true,
        }
    }

    /// The files that it makes: one that is there already is nobody's to lose.
    pub fn writes(&self) -> Vec<PathBuf> {
        match self {
            Self::Backup { file } => vec![file.clone(), rounds_hq::admin::keys_of(file)],
            Self::Publish(PublishCommand::Draft { file }) => vec![file.clone()],
            _ => Vec::new(),
        }
    }

    /// The files that it reads.
    pub fn reads(&self) -> Vec<&PathBuf> {
        match self {
            Self::Restore { file, .. }
            | Self::Publish(
                PublishCommand::Rules { file, .. }
                | PublishCommand::Calendar { file, .. }
                | PublishCommand::Form { file },
            )
            | Self::Rescue(RescueCommand::Import { file } | RescueCommand::Open { request: file, .. }) => {
                vec![file]
            }
            Self::Publish(PublishCommand::Bulletin(bulletin)) => bulletin.file.iter().collect(),
            Self::Import(
                ImportCommand::Customers { file, map, .. } | ImportCommand::Sales { file, map, .. },
            ) => std::iter::once(file).chain(map).collect(),
            _ => Vec::new(),
        }
    }
}

#[derive(Args)]
pub struct Serve {
    #[arg(long, value_name = "地址", default_value = "127.0.0.1:8787")]
    #[arg(help = "在哪个地址和端口上提供服务（不写时是 127.0.0.1:8787，只有本机能连）")]
    pub listen: SocketAddr,
    #[arg(long, value_name = "FILE", requires = "tls_key", help = "TLS 证书链，PEM 文件")]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert", help = "TLS 密钥，PEM 文件")]
    pub tls_key: Option<PathBuf>,
    #[arg(long, help = "不用 TLS 也让别的机器能连：只在前面有加密的代理时用")]
    pub plain: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum LanguageWord {
    Zh,
    En,
}

impl From<LanguageWord> for Language {
    fn from(word: LanguageWord) -> Self {
        match word {
            LanguageWord::Zh => Self::Zh,
            LanguageWord::En => Self::En,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum RoleWord {
    Manager,
    Supervisor,
    Hq,
    Admin,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Manager => Self::Manager,
            RoleWord::Supervisor => Self::Supervisor,
            RoleWord::Hq => Self::Hq,
            RoleWord::Admin => Self::Admin,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum DatumWord {
    Gcj02,
    Bd09,
    Wgs84,
}

impl From<DatumWord> for Datum {
    fn from(word: DatumWord) -> Self {
        match word {
            DatumWord::Gcj02 => Self::Gcj02,
            DatumWord::Bd09 => Self::Bd09,
            DatumWord::Wgs84 => Self::Wgs84,
        }
    }
}

#[derive(Subcommand)]
pub enum PersonCommand {
    #[command(about = "添加一个人；密码取自环境变量 ROUNDS_PASSWORD，没有时会问")]
    Add {
        #[arg(value_name = "工号", help = "工号，登录时用")]
        code: String,
        #[arg(value_name = "姓名", help = "姓名")]
        name: String,
        #[arg(long, default_value = "manager", value_name = "角色")]
        #[arg(help = "manager 客户经理（不写时），supervisor 主管，hq 总部人员，admin 管理员")]
        role: RoleWord,
        #[arg(long, value_name = "电话", help = "电话")]
        phone: Option<String>,
    },
    #[command(about = "全部人员：角色、片区、是否停用")]
    List,
    #[command(about = "改密码，并结束此人的全部登录")]
    Password {
        #[arg(value_name = "工号", help = "工号")]
        code: String,
    },
    #[command(about = "停用：不能再登录，设备上未上报的内容还在")]
    Disable {
        #[arg(value_name = "工号", help = "工号")]
        code: String,
    },
    #[command(about = "重新启用")]
    Enable {
        #[arg(value_name = "工号", help = "工号")]
        code: String,
    },
}

#[derive(Subcommand)]
pub enum TerritoryCommand {
    #[command(about = "建立一个片区")]
    Add {
        #[arg(value_name = "编号", help = "片区编号")]
        code: String,
        #[arg(value_name = "名称", help = "片区名称")]
        name: String,
        #[arg(long, default_value = "", value_name = "单位", help = "所属单位，印在表上")]
        organisation: String,
        #[arg(
            long,
            default_value = "Asia/Shanghai",
            value_name = "时区",
            help = "计划日期按哪个时区（不写时是 Asia/Shanghai）"
        )]
        zone: String,
    },
    #[command(about = "全部片区，以及分给了谁")]
    List,
    #[command(about = "把片区分给一个人；一个片区可以分给几个人")]
    Assign {
        #[arg(value_name = "片区", help = "片区编号")]
        territory: String,
        #[arg(value_name = "工号", help = "工号")]
        person: String,
    },
    #[command(about = "从一个人收回片区")]
    Unassign {
        #[arg(value_name = "片区", help = "片区编号")]
        territory: String,
        #[arg(value_name = "工号", help = "工号")]
        person: String,
    },
}

#[derive(Subcommand)]
pub enum DeviceCommand {
    #[command(about = "做一个一次性注册码，七天内有效")]
    Code {
        #[arg(value_name = "工号", help = "设备给谁用")]
        person: String,
        #[arg(value_name = "片区", help = "设备用在哪个片区")]
        territory: String,
    },
    #[command(about = "全部设备：设备号、使用人、片区、总部收到几项")]
    List,
    #[command(about = "停用一台设备：不能再登录，以前签字的记录仍然有效")]
    Remove {
        #[arg(value_name = "设备号", help = "设备号，见 rounds-hq device list")]
        install_id: Id,
    },
}

#[derive(Subcommand)]
pub enum PublishCommand {
    #[command(about = "拜访频率：取代上一次发布的")]
    Rules {
        #[arg(help = "JSON 文件，写法见 docs/sync.md")]
        file: PathBuf,
        #[arg(long, value_name = "片区", help = "发布到哪个片区，可写几次（不写时是全部片区）")]
        territory: Vec<String>,
    },
    #[command(about = "单位日历：取代文件所写年份上一次发布的")]
    Calendar {
        #[arg(help = "JSON 文件，写法见 docs/sync.md")]
        file: PathBuf,
        #[arg(long, value_name = "片区", help = "发布到哪个片区，可写几次（不写时是全部片区）")]
        territory: Vec<String>,
    },
    #[command(about = "表单的新版本：全单位共用，新的拜访用它，已有的记录仍用原来的版本")]
    Form {
        #[arg(help = "JSON 文件，写法同 assets/forms/visit_record.json，version 要比已有的大")]
        file: PathBuf,
    },
    #[command(about = "写出现行的表单，版本号已加一：改好后用 publish form 发布")]
    Draft {
        #[arg(help = "写到哪个文件")]
        file: PathBuf,
    },
    #[command(about = "服务信息：客户经理先读，再按要求告知客户；编号由总部给出")]
    Bulletin(BulletinArguments),
    #[command(about = "撤回一条服务信息；已告知的记录仍在")]
    Withdraw {
        #[arg(value_name = "编号", help = "服务信息的编号，如 2026-003")]
        number: String,
    },
    #[command(about = "一条服务信息的全文，以及各片区谁读了、告知了几家")]
    Show {
        #[arg(value_name = "编号", help = "服务信息的编号，如 2026-003")]
        number: String,
    },
    #[command(about = "已发布的表单和服务信息")]
    List,
}

#[derive(Args)]
pub struct BulletinArguments {
    #[arg(value_name = "FILE", help = "正文，UTF-8 文本文件（或用 --text）")]
    pub file: Option<PathBuf>,
    #[arg(long, value_name = "种类")]
    #[arg(
        help = "policy 政策宣传，supply 货源供应，brand 品牌培育，new-product 新品上市，promotion 促销政策，key-task 重点工作"
    )]
    pub kind: BulletinWord,
    #[arg(long, value_name = "标题", help = "标题，60 个字以内")]
    pub title: String,
    #[arg(long, value_name = "正文", conflicts_with = "file", help = "正文，2000 个字以内")]
    pub text: Option<String>,
    #[arg(long, value_name = "日期", help = "从哪天起，如 2026-12-01（不写时是今天）")]
    pub from: Option<NaiveDate>,
    #[arg(long, value_name = "日期", help = "到哪天为止，含当天（不写时到撤回为止）")]
    pub until: Option<NaiveDate>,
    #[arg(long, value_name = "备案号", help = "促销政策必须写")]
    pub report_number: Option<String>,
    #[arg(long, value_name = "片区", help = "发布到哪个片区，可写几次（不写时是全部片区）")]
    pub territory: Vec<String>,
    #[arg(long, conflicts_with = "tell", help = "只给客户经理看，不向客户告知（重点工作不写也是）")]
    pub managers_only: bool,
    #[arg(long, help = "要向客户告知（除重点工作外，不写也是）")]
    pub tell: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum BulletinWord {
    Policy,
    Supply,
    Brand,
    NewProduct,
    Promotion,
    KeyTask,
}

impl From<BulletinWord> for BulletinKind {
    fn from(word: BulletinWord) -> Self {
        match word {
            BulletinWord::Policy => Self::Policy,
            BulletinWord::Supply => Self::Supply,
            BulletinWord::Brand => Self::Brand,
            BulletinWord::NewProduct => Self::NewProduct,
            BulletinWord::Promotion => Self::Promotion,
            BulletinWord::KeyTask => Self::KeyTask,
        }
    }
}

#[derive(Subcommand)]
pub enum ImportCommand {
    #[command(about = "导入客户表：.xlsx、.xls、.ods 或 .csv")]
    Customers {
        #[arg(help = "客户表")]
        file: PathBuf,
        #[arg(long, value_name = "片区", help = "全部客户属于哪个片区（不写时由表中“片区”一列说明）")]
        territory: Option<String>,
        #[arg(long, help = "只说会有什么变化，不改动任何内容")]
        dry_run: bool,
        #[arg(long, value_name = "FILE", help = "JSON：文件中的标题 → 字段，片区一列写 territory")]
        map: Option<PathBuf>,
        #[arg(long, help = "表里没写明时，经纬度按哪个坐标系：gcj02（不写时）、bd09 或 wgs84")]
        datum: Option<DatumWord>,
    },
    #[command(about = "导入销售数据：每行一家客户、一次配送、一个品规的数量和金额")]
    Sales {
        #[arg(help = "销售表")]
        file: PathBuf,
        #[arg(long, help = "只说会有什么变化，不改动任何内容")]
        dry_run: bool,
        #[arg(
            long,
            value_name = "FILE",
            help = "JSON：文件中的标题 → code、delivered_on、product、quantity、amount、profit"
        )]
        map: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PinPolicy {
    Required,
    Optional,
}

#[derive(Subcommand)]
pub enum RescueCommand {
    #[command(about = "放行忘了 PIN 的设备；管理员的密码取自 ROUNDS_PASSWORD，没有时会问")]
    Open {
        #[arg(value_name = "申请", help = "设备上“忘了 PIN”写出的文件")]
        request: PathBuf,
        #[arg(long, value_name = "工号", help = "由谁确认：管理员或总部人员的工号")]
        by: String,
        #[arg(long, value_name = "数字", help = "设备屏幕上的八位数字（不写时会问）")]
        number: Option<String>,
        #[arg(long, value_name = "FILE", help = "写到哪个文件，带回设备；一天内有效")]
        out: PathBuf,
    },
    #[command(about = "收进救援文件：每项改动只算一次，不管设备以前或以后是否上报")]
    Import {
        #[arg(value_name = "FILE", help = "设备写出的救援文件")]
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum EraseCommand {
    #[command(about = "抹去一家客户的个人信息：签字记录里的、客户档案和联系人；各设备下次同步时跟着抹去")]
    Customer {
        #[arg(value_name = "客户编码", help = "哪家客户")]
        code: String,
        #[arg(long, value_name = "理由", help = "为什么抹去，写进凭证和日志；不要写姓名、电话")]
        reason: String,
        #[arg(
            long,
            value_name = "工号",
            help = "由谁负责：管理员或总部人员；密码取自 ROUNDS_PASSWORD，没有时会问"
        )]
        by: String,
        #[arg(
            long,
            value_name = "项目",
            help = "只抹去签字记录里的这一项，如 signature；可写几次（不写时是关于客户的全部）"
        )]
        field: Vec<String>,
    },
}
