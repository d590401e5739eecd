//! What can go wrong, as codes. The words live in `ui/src/text/shared.*.json`, one sentence for each code.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

/// Every failure that a user can meet. A code without words in both languages fails a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ErrorCode {
    // Requests
    UnknownCommand,
    BadArguments,
    NotFound,
    Cancelled,
    Internal,
    OutOfRange,
    ManagerUnknown,
    SpareNeedsRecords,
    // The data folder
    NoData,
    DataFolderNotEmpty,
    DataFolderBusy,
    DataNewer,
    DataDamaged,
    DataSetAside,
    KeyLost,
    KeyWrong,
    DiskFull,
    CannotRead,
    CannotWrite,
    FileKindUnknown,
    ReadOnly,
    BackupMissing,
    BackupDamaged,
    // Locked, and the ways back
    Locked,
    PinMissing,
    PinShort,
    PinWeak,
    PinWrong,
    PinWait,
    PinRequired,
    PinNotInDemo,
    RecoveryShort,
    RecoveryGroup,
    RecoveryWrong,
    RecoveryMissing,
    UnlockUnreadable,
    UnlockForeign,
    UnlockExpired,
    NotConfirmed,
    // Fields
    Required,
    /// A secret that a command takes from the environment variable `variable`.
    NotGiven,
    TooLong,
    ControlCharacter,
    BadNumber,
    BadDate,
    BadTime,
    BadPhone,
    PhoneAsNumber,
    DigitsLost,
    DateInFuture,
    BadClass,
    BadSegment,
    BadStatus,
    BadWeekday,
    BadHours,
    BadFrequency,
    GapTooLong,
    TooOften,
    CalendarContradicts,
    BadFlag,
    DuplicateCode,
    CodeTwice,
    CodeAssigned,
    OwnerUnknown,
    CustomerUnknown,
    TerritoryUnknown,
    TerritoryDiffers,
    ErasedInFile,
    SaleTwice,
    LatitudeOutOfRange,
    LongitudeOutOfRange,
    PositionSwapped,
    PositionInMinutes,
    PositionHalf,
    PositionZero,
    PositionFar,
    BadDatum,
    FormulaCell,
    LicenceExpiring,
    LicenceExpired,
    // Workbooks
    NotAWorkbook,
    WorkbookEncrypted,
    WorkbookEmpty,
    TooManyRows,
    HeadingMissing,
    HeadingTwice,
    HeadingMerged,
    CellTooLarge,
    FileGone,
    FileTooLarge,
    BadEncoding,
    QuoteOpen,
    BadMapping,
    // Plans
    BadWeek,
    PlanMissing,
    PlanFinal,
    WeekPast,
    DayNotWorking,
    DayNotAllowed,
    HoursNotMet,
    OverWorkingDay,
    NoLunch,
    TooManyVisits,
    VisitTwiceInDay,
    VisitLocked,
    NoCustomers,
    NothingToUndo,
    UndoConflict,
    UndoBehind,
    ProposalStale,
    DayEmpty,
    PositionMissing,
    PairSame,
    PairTwice,
    // Travel matrices
    MatrixEmpty,
    MatrixHeading,
    MatrixSize,
    MatrixCodeUnknown,
    MatrixCodeTwice,
    MatrixOrder,
    MatrixBadNumber,
    MatrixNegative,
    MatrixAbsurd,
    // Forms
    BadForm,
    BadAnswer,
    FormMissing,
    // Visits
    VisitOpen,
    VisitEnded,
    VisitElsewhere,
    OutcomeMissing,
    SignatureEmpty,
    SignerNameMissing,
    RefusalReasonMissing,
    InternalLocked,
    CorrectedAlready,
    NotSigned,
    ClockBack,
    // Pictures and paper
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    PdfLocked,
    PdfPacked,
    PdfWritten,
    PageUnread,
    SheetEarly,
    SheetForeign,
    SheetForged,
    SheetMatched,
    SheetSpare,
    SheetStranger,
    SheetUnreadable,
    // Issues
    IssueClosed,
    StepTooEarly,
    // Evidence
    NotEvidence,
    EvidenceAltered,
    NotErasable,
    RoleTooLow,
    // Sheets
    GlyphMissing,
    FontMissing,
    NothingToPrint,
    NoViewer,
    NoBrowser,
    // Headquarters: signing in
    SignInRefused,
    PersonDisabled,
    SignInWait,
    TokenExpired,
    SessionEnded,
    CodeUnknown,
    DeviceUnknown,
    DeviceRemoved,
    NotAllowed,
    HqNewerNeeded,
    DeviceTooOld,
    HqBusy,
    TooLarge,
    DemoNotEnrolled,
    // Headquarters: operations
    BadOperation,
    OperationGap,
    ReplayDiffers,
    NounUnknown,
    RowGone,
    AppendOnly,
    SignedFast,
    CodeElsewhere,
    ErasedByLaw,
    ContactErased,
    PreconditionFailed,
    DependsOnSetAside,
    WithTransaction,
    BaselineNeeded,
    // Headquarters, as the device meets it
    HqUnreachable,
    HqReplyBad,
    NotEnrolled,
    EnrolledAlready,
    DeviceCopied,
    UnsentLeft,
    HqAddress,
    SyncRunning,
    SyncFirst,
    // Headquarters: attachments
    BlobDiffers,
    BlobOffsetWrong,
    QuotaFull,
}

/// A failure as it reaches the user: what, where, and the figures that its sentence needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?} {field:?} {detail:?}")]
#[ts(export)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppError {
    pub code: ErrorCode,
    pub field: Option<String>,
    /// Names used in the code's sentence → values.
    #[ts(type = "Record<string, unknown>")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub detail: Map<String, Value>,
}

impl AppError {
    pub fn new(code: ErrorCode) -> Self {
        Self { code, field: None, detail: Map::new() }
    }

    /// Names the field that is at fault.
    #[must_use]
    pub fn on(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

impl ErrorCode {
    /// An error of this code with one value for its sentence.
    pub fn with(self, name: &str, value: impl Into<Value>) -> AppError {
        AppError::new(self).with(name, value)
    }

    /// An error of this code at a field.
    pub fn on(self, field: &str) -> AppError {
        AppError::new(self).on(field)
    }
}

impl From<ErrorCode> for AppError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}
