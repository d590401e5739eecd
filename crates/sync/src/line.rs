//! Typed calls over a transport: repeated where a line broke, held back where headquarters is busy, checked before anything
//! is believed.

use std::{
    cell::{Cell, RefCell},
    sync::{Mutex, PoisonError},
};

use rounds_core::{
    AppError, ErrorCode, Id,
    sync::{MOST_UNPACKED, Refresh, Session, SignIn},
};
use rounds_store::Store;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Account, SyncError,
    account::account,
    pack::{frame, pack, unpack},
    transport::{Broken, Method, Reply, Request, Transport},
    world::{World, jittered},
};

/// How often a request is sent again when the line breaks, and when headquarters is busy.
const TRIES_BROKEN: u32 = 3;
const TRIES_BUSY: u32 = 5;
/// The longest time to wait for a busy headquarters before giving up for now, seconds.
const LONGEST_WAIT_S: u32 = 60;

static RENEWING: Mutex<()> = Mutex::new(());

/// A conversation with headquarters.
pub struct Line<'a> {
    pub transport: &'a dyn Transport,
    pub world: &'a dyn World,
    /// The epoch that every reply must be of, once it is known.
    pub epoch: Cell<Option<Id>>,
}

/// The account of the conversation, and what to sign in with when its session has ended.
pub struct Signed<'a> {
    pub line: Line<'a>,
    pub store: &'a Store,
    pub account: RefCell<Account>,
    pub password: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub fn new(transport: &'a dyn Transport, world: &'a dyn World) -> Self {
        Self { transport, world, epoch: Cell::new(None) }
    }

    /// A reply that is no refusal.
    pub fn send(&self, request: &Request) -> Result<Reply, SyncError> {
        let (mut broken, mut busy) = (0, 0);
        loop {
            if self.world.cancelled() {
                return Err(SyncError::Cancelled);
            }
            let reply = match self.transport.exchange(request) {
                Ok(reply) => reply,
                Err(Broken::Unreachable(_)) if broken < TRIES_BROKEN => {
                    self.wait(1_000 << broken);
                    broken += 1;
                    continue;
                }
                Err(Broken::Unreachable(cause)) => return Err(SyncError::Unreachable(cause)),
                Err(Broken::TooLong) => {
                    return Err(AppError::new(ErrorCode::TooLarge).with("most", request.most).into());
                }
            };
            match self.refusal(request, &reply) {
                Ok(()) => return Ok(reply),
                Err(SyncError::Refused(error)) if error.code == ErrorCode::HqBusy => {
                    let told = error.detail.get("seconds").and_then(serde_json::Value::as_u64);
                    let seconds = reply.retry_after_s.or(told.map(|told| told as u32)).unwrap_or(1).max(1);
                    if busy == TRIES_BUSY || seconds > LONGEST_WAIT_S {
                        return Err(ErrorCode::HqBusy.with("seconds", seconds).into());
                    }
                    self.wait(u64::from(seconds) * 1_000);
                    busy += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn wait(&self, ms: u64) {
        self.world.pause(jittered(ms, self.world.entropy()));
    }

    fn refusal(&self, request: &Request, reply: &Reply) -> Result<(), SyncError> {
        if let (Some(ours), Some(theirs)) = (self.epoch.get(), &reply.epoch)
            && theirs.parse() != Ok(ours)
        {
            return Err(SyncError::NewEpoch);
        }
        if (200..300).contains(&reply.status) {
            return Ok(());
        }
        let told = body(request, reply).and_then(|bytes| serde_json::from_slice::<AppError>(&bytes).ok());
        let code = match (told, reply.status) {
            (Some(error), _) => return Err(error.into()),
            // A reply to HEAD has no body; a proxy in between speaks for itself.
            (None, 401) => ErrorCode::TokenExpired,
            (None, 404) if request.method == Method::Head => ErrorCode::NotFound,
            (None, 403) if request.method == Method::Head => ErrorCode::NotAllowed,
            (None, 429 | 502 | 503 | 504) => ErrorCode::HqBusy,
            (None, status) => return Err(SyncError::bad(format!("status {status}"))),
        };
        Err(AppError::from(code).into())
    }

    pub fn get<T: DeserializeOwned>(&self, path: &str, token: Option<&str>) -> Result<T, SyncError> {
        let request = Request { token: token.map(str::to_owned), ..request(Method::Get, path) };
        read(&request, &self.send(&request)?)
    }

    pub fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        value: &impl Serialize,
    ) -> Result<T, SyncError> {
        let request = Request { token: token.map(str::to_owned), ..posting(path, value)? };
        read(&request, &self.send(&request)?)
    }
}

pub fn request(method: Method, path: &str) -> Request {
    Request {
        method,
        path: path.to_owned(),
        token: None,
        body: Vec::new(),
        packed: false,
        piece: None,
        most: MOST_UNPACKED,
    }
}

/// An object whose first fields are packed before its last ones are known: one frame of zstd behind the other is one body.
pub struct Body {
    bytes: Vec<u8>,
    packed: bool,
}

fn text(value: &impl Serialize) -> Result<Vec<u8>, SyncError> {
    serde_json::to_vec(value).map_err(|error| SyncError::Store(error.into()))
}

impl Body {
    /// The object's first fields, one at least.
    pub fn begin(fields: &impl Serialize) -> Result<Self, SyncError> {
        let mut plain = text(fields)?;
        plain.pop();
        let (bytes, packed) = pack(plain);
        Ok(Self { bytes, packed })
    }

    /// Its last ones, one at least. Gives back the body, and whether it is packed.
    pub fn end(mut self, fields: &impl Serialize) -> Result<(Vec<u8>, bool), SyncError> {
        let mut plain = text(fields)?;
        plain[0] = b',';
        self.bytes.extend(if self.packed { frame(&plain)? } else { plain });
        Ok((self.bytes, self.packed))
    }
}

/// A request that carries a value.
pub fn posting(path: &str, value: &impl Serialize) -> Result<Request, SyncError> {
    let (body, packed) = pack(text(value)?);
    Ok(Request { body, packed, ..request(Method::Post, path) })
}

fn body(request: &Request, reply: &Reply) -> Option<Vec<u8>> {
    if reply.packed { unpack(&reply.body, request.most) } else { Some(reply.body.clone()) }
}

fn read<T: DeserializeOwned>(request: &Request, reply: &Reply) -> Result<T, SyncError> {
    let bytes = body(request, reply).ok_or_else(|| SyncError::bad("its packing"))?;
    serde_json::from_slice(&bytes).map_err(|error| SyncError::bad(error.to_string()))
}

impl Signed<'_> {
    /// Sends with the access token; an expired one is renewed once, and nothing else is touched by it.
    pub fn send(&self, mut request: Request) -> Result<Reply, SyncError> {
        let mut renewed = false;
        loop {
            let access = self.account.borrow().tokens.as_ref().map(|tokens| tokens.access.clone());
            let Some(access) = access else {
                self.sign_in(ErrorCode::TokenExpired.into())?;
                renewed = true;
                continue;
            };
            request.token = Some(access);
            match self.line.send(&request) {
                Err(SyncError::Refused(error)) if is_ended(&error) && !renewed => {
                    self.renew()?;
                    renewed = true;
                }
                answer => return answer,
            }
        }
    }

    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, SyncError> {
        let request = request(Method::Get, path);
        read(&request, &self.send(request.clone())?)
    }

    pub fn post<T: DeserializeOwned>(&self, path: &str, value: &impl Serialize) -> Result<T, SyncError> {
        self.ask(&posting(path, value)?)
    }

    /// The reply to a request that is ready.
    pub fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T, SyncError> {
        read(request, &self.send(request.clone())?)
    }

    /// This is what will be asked next.
    pub fn begin(&self, request: &Request) {
        let access = self.account.borrow().tokens.as_ref().map(|tokens| tokens.access.clone());
        if access.is_some() && !self.line.world.cancelled() {
            self.line.transport.begin(&Request { token: access, ..request.clone() });
        }
    }

    /// The refresh token → the next tokens, kept before they are used.
    fn renew(&self) -> Result<(), SyncError> {
        let _one_at_a_time = RENEWING.lock().unwrap_or_else(PoisonError::into_inner);
        // A picture that is fetched beside a sync may have renewed them: a token that is sent again ends the session.
        let kept = account(self.store)?.and_then(|kept| kept.tokens);
        if kept.is_some() && kept != self.account.borrow().tokens {
            self.account.borrow_mut().tokens = kept;
            return Ok(());
        }
        let refresh = self.account.borrow().tokens.as_ref().map(|tokens| tokens.refresh.clone());
        let Some(refresh_token) = refresh else { return self.sign_in(ErrorCode::TokenExpired.into()) };
        match self.line.post::<Session>("/v1/refresh", None, &Refresh { refresh_token }) {
            Ok(session) => self.take(session),
            Err(SyncError::Refused(error)) if is_ended(&error) => self.sign_in(error),
            Err(error) => Err(error),
        }
    }

    /// # Errors
    /// `because`, where there is no password.
    fn sign_in(&self, because: AppError) -> Result<(), SyncError> {
        let Some(password) = self.password else { return Err(because.into()) };
        let (user, install_id) = {
            let account = self.account.borrow();
            (account.user.clone(), account.install_id)
        };
        let body = SignIn { user, password: password.to_owned(), install_id };
        let session = self.line.post("/v1/sign-in", None, &body)?;
        self.take(session)
    }

    fn take(&self, session: Session) -> Result<(), SyncError> {
        let mut account = self.account.borrow_mut();
        account.take(session);
        Ok(account.keep(self.store)?)
    }
}

fn is_ended(error: &AppError) -> bool {
    matches!(error.code, ErrorCode::TokenExpired | ErrorCode::SessionEnded)
}
