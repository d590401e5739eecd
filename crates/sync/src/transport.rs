//! The way to headquarters: one request, one reply.

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    Patch,
}

/// One call of `/v1`, ready to be sent as often as is needed: each of them may be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Path and query, from `/v1` on.
    pub path: String,
    /// The access token, for calls that need one.
    pub token: Option<String>,
    pub body: Vec<u8>,
    /// Whether the body is packed with zstd.
    pub packed: bool,
    /// A piece of a file: where it begins, and the bytes of the whole.
    pub piece: Option<(u64, u64)>,
    /// Bytes that the reply's body may have.
    pub most: usize,
}

/// What came back, whatever it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// HQ's epoch, as the reply's head tells it.
    pub epoch: Option<String>,
    pub retry_after_s: Option<u32>,
    /// How much of a file HQ has, and the bytes of the whole.
    pub offset: Option<u64>,
    pub length: Option<u64>,
    pub body: Vec<u8>,
    /// Whether the body is packed with zstd.
    pub packed: bool,
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Nobody there, or cut off in the middle. HQ may have done what was asked.
    #[error("{0}")]
    Unreachable(String),
    /// The reply is longer than is allowed.
    #[error("the reply is too long")]
    TooLong,
}

/// Carries requests to headquarters. The real one is [`crate::Https`]; a simulation has its own network.
pub trait Transport {
    fn exchange(&self, request: &Request) -> Result<Reply, Broken>;

    /// This is what will be asked next: it may be sent while its sender is busy with something else.
    fn begin(&self, _request: &Request) {}
}
