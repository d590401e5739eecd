//! Becoming a device of headquarters: with a one-time code, or as the successor of an enrolled installation.

use rounds_core::{
    AppError, ErrorCode,
    customer::Customer,
    evidence::DeviceKey,
    person::Person,
    sync::{
        Enrol, Enrolled, Follows, HqVersion, LocalCustomer, LocalTerritory, SCHEMA, Session, SignIn,
        enrol_text, follows_text,
    },
    territory::Territory,
};
use rounds_store::{KeyPlace, Store, all};

use crate::{Account, SyncError, account::account, line::Line, transport::Transport, world::World};

/// Who wants to be known, and where.
#[derive(Clone)]
pub struct Enrolment<'a> {
    /// As [`crate::address`] gives it back.
    pub server: &'a str,
    /// The person's code.
    pub user: &'a str,
    pub password: &'a str,
    /// From headquarters; none = this installation follows one that is enrolled.
    pub code: Option<&'a str>,
    /// What people call the device.
    pub device_name: &'a str,
    /// Where this folder's keys lie.
    pub keys: &'a KeyPlace,
}

/// What headquarters says of itself.
///
/// # Errors
/// `HqNewerNeeded`, `DeviceTooOld`.
pub fn version(line: &Line) -> Result<HqVersion, SyncError> {
    let version: HqVersion = line.get("/v1/version", None)?;
    if version.schema < SCHEMA {
        return Err(ErrorCode::HqNewerNeeded.with("schema", version.schema).into());
    }
    if version.oldest_schema > SCHEMA {
        return Err(ErrorCode::DeviceTooOld.with("schema", version.oldest_schema).into());
    }
    Ok(version)
}

/// Enrols this folder's installation. May be repeated: the same code serves the same installation again, and a device that
/// a restored headquarters no longer knows is enrolled anew. Gives back how many customers of this folder headquarters knew
/// by their codes.
///
/// # Errors
/// `SignInRefused`, `SignInWait`, `CodeUnknown`, `DemoNotEnrolled`, `EnrolledAlready`, `NotAllowed`, `HqNewerNeeded`, `DeviceTooOld`;
/// `NotEnrolled` where it is to follow one whose key is no longer here.
pub fn enrol(
    store: &Store,
    transport: &dyn Transport,
    world: &dyn World,
    enrolment: &Enrolment,
) -> Result<u32, SyncError> {
    let local = local(store)?;
    if local.as_ref().is_some_and(|local| local.is_demo) {
        return Err(AppError::from(ErrorCode::DemoNotEnrolled).into());
    }
    let install_id = store.install_id();
    let line = Line::new(transport, world);
    let known = account(store)?.filter(|known| enrolment.code.is_some() && known.install_id == install_id);
    // A one-time code would be used up by a device that is one already.
    if let Some(known) = &known
        && (known.server != enrolment.server || knows(store, &line, known, enrolment)?)
    {
        let refused = ErrorCode::EnrolledAlready.with("server", known.server.as_str());
        return Err(refused.with("territory", known.territory_code.as_str()).into());
    }
    let version = version(&line)?;
    let key = DeviceKey::from_seed(&*store.signing_seed(enrolment.keys, world.entropy())?);
    let key_id = key.key_id();
    let follows = match enrolment.code {
        Some(_) => None,
        None => Some(follow(store, enrolment.keys, &key_id)?),
    };
    let wrapped_key = store.wrapped_key(&version.rescue_key, world.entropy())?;
    let body = Enrol {
        user: enrolment.user.to_owned(),
        password: enrolment.password.to_owned(),
        code: enrolment.code.map(str::to_owned),
        follows,
        install_id,
        key_sig: key.sign(enrol_text(install_id, enrolment.code).as_bytes()),
        key_id,
        device_name: enrolment.device_name.chars().take(60).collect(),
        schema: SCHEMA,
        local,
        wrapped_key: Some(wrapped_key.clone()),
    };
    let enrolled: Enrolled = line.post("/v1/enrol", None, &body)?;
    let mut account = Account {
        server: enrolment.server.to_owned(),
        user: enrolment.user.to_owned(),
        install_id,
        person_id: enrolled.session.person_id,
        role: enrolled.session.role,
        territory_id: enrolled.territory_id,
        territory_code: enrolled.territory_code,
        hq_key_id: enrolled.hq_key_id,
        // A headquarters that had forgotten the device is one that was restored: what follows from that is still to come.
        epoch: known.map_or(enrolled.epoch, |known| known.epoch),
        tokens: None,
    };
    account.take(enrolled.session);
    store.take_enrolment(
        account.person_id,
        &enrolled.aliases,
        enrolled.has_rules,
        Account::setting(),
        &account,
    )?;
    store.keep_wrapped_key(&version.rescue_key, &wrapped_key)?;
    Ok(enrolled.aliases.iter().filter(|alias| alias.noun == "customer").count() as u32)
}

/// Whether headquarters still knows the device, whose session goes on then.
fn knows(store: &Store, line: &Line, known: &Account, enrolment: &Enrolment) -> Result<bool, SyncError> {
    let body = SignIn {
        user: enrolment.user.to_owned(),
        password: enrolment.password.to_owned(),
        install_id: known.install_id,
    };
    match line.post::<Session>("/v1/sign-in", None, &body) {
        Ok(session) => {
            let mut known = known.clone();
            known.take(session);
            known.keep(store)?;
            Ok(true)
        }
        Err(SyncError::Refused(error)) if error.code == ErrorCode::DeviceUnknown => Ok(false),
        Err(error) => Err(error),
    }
}

/// What was made here and is to be found again at headquarters. Rows that headquarters has seen have its ids already.
fn local(store: &Store) -> Result<Option<LocalTerritory>, SyncError> {
    let known = account(store)?;
    let territories = store.read(all::<Territory>)?;
    let own =
        |territory: &&Territory| known.as_ref().is_none_or(|known| known.territory_id == territory.meta.id);
    let Some(territory) = territories.iter().find(own) else { return Ok(None) };
    let person = store.read(all::<Person>)?.first().map(|person| person.meta.id);
    let customers = store.read(all::<Customer>)?;
    let customers = customers
        .into_iter()
        .filter(|customer| customer.meta.version == 0)
        .map(|customer| LocalCustomer { id: customer.meta.id, code: customer.code })
        .collect();
    Ok(Some(LocalTerritory {
        territory_id: territory.meta.id,
        person_id: known.map(|known| known.person_id).or(person).unwrap_or(territory.meta.id),
        is_demo: territory.is_demo,
        customers,
    }))
}

/// The word of the installation's predecessor for its new key.
fn follow(store: &Store, keys: &KeyPlace, key_id: &str) -> Result<Follows, SyncError> {
    let former = store.predecessor()?.ok_or(SyncError::NotEnrolled)?.install_id;
    let seed = store.earlier_seed(keys, former)?.ok_or(SyncError::NotEnrolled)?;
    let text = follows_text(former, store.install_id(), key_id);
    Ok(Follows { install_id: former, sig: DeviceKey::from_seed(&seed).sign(text.as_bytes()) })
}
