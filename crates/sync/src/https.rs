//! The real network: HTTPS with the system's certificates, within bounds of size and time.

use std::{
    error::Error,
    io, iter,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, Url,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER},
    redirect,
};
use rounds_core::{
    AppError, ErrorCode,
    sync::{BLOB_LENGTH, BLOB_OFFSET, EPOCH},
};
use rustls::{ClientConfig, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::{
    runtime::{self, Runtime},
    task::JoinHandle,
};

use crate::transport::{Broken, Method, Reply, Request, Transport};

const CONNECT: Duration = Duration::from_secs(15);
/// Between two signs of life.
const SILENCE: Duration = Duration::from_mins(1);
/// A request with all of its reply, on a slow line.
const WHOLE: Duration = Duration::from_mins(10);

/// A connection to one headquarters. Not to be used inside of another asynchronous runtime's threads.
pub struct Https {
    way: Way,
    /// What is asked and waited for needs no second thread.
    runtime: Runtime,
    beside: Mutex<Beside>,
}

/// What is begun while its sender does something else: a thread and a connection of its own, from the first time on.
#[derive(Default)]
struct Beside {
    way: Option<(Arc<Way>, Runtime)>,
    begun: Option<(Request, Answer)>,
}

type Answer = JoinHandle<Result<Reply, Broken>>;

struct Way {
    base: String,
    client: Client,
}

/// The address as it is kept: `https://host[:port][/path]` without a slash at its end.
///
/// # Errors
/// `HqAddress` (`value`): another scheme, no host, or without TLS beyond this machine, where a password could be read.
pub fn address(text: &str) -> Result<String, AppError> {
    let wrong = || ErrorCode::HqAddress.on("server").with("value", text);
    let url = Url::parse(text.trim()).map_err(|_| wrong())?;
    let host = url.host_str().ok_or_else(wrong)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let may = url.scheme() == "https" || url.scheme() == "http" && is_here;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if may && plain { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(wrong()) }
}

impl Https {
    /// # Errors
    /// `HqAddress`; `Internal` where the system has no certificates to trust.
    pub fn new(server: &str) -> Result<Self, AppError> {
        let way = Way::new(address(server)?)?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(internal)?;
        Ok(Self { way, runtime, beside: Mutex::default() })
    }

    fn beside(&self) -> MutexGuard<'_, Beside> {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it stands in a map of errors")]
fn internal(error: impl ToString) -> AppError {
    ErrorCode::Internal.with("kind", error.to_string())
}

impl Way {
    fn new(base: String) -> Result<Self, AppError> {
        let tls = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(internal)?
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .timeout(WHOLE)
            .build()
            .map_err(internal)?;
        Ok(Self { base, client })
    }

    async fn send(&self, request: &Request) -> Result<Reply, Broken> {
        let url = format!("{}{}", self.base, request.path);
        let mut call = match request.method {
            Method::Get => self.client.get(url),
            Method::Head => self.client.head(url),
            Method::Post => self.client.post(url),
            Method::Patch => self.client.patch(url),
        }
        .header(ACCEPT_ENCODING, "zstd");
        if let Some(token) = &request.token {
            call = call.bearer_auth(token);
        }
        if let Some((offset, length)) = request.piece {
            call = call.header(BLOB_OFFSET, offset).header(BLOB_LENGTH, length);
        }
        if matches!(request.method, Method::Post | Method::Patch) {
            let kind = if request.piece.is_some() { "application/octet-stream" } else { "application/json" };
            call = call.header(CONTENT_TYPE, kind).body(request.body.clone());
            if request.packed {
                call = call.header(CONTENT_ENCODING, "zstd");
            }
        }
        let mut response = call.send().await.map_err(|error| unreachable(&error))?;
        let mut reply = head(response.status().as_u16(), response.headers());
        while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if reply.body.len() + piece.len() > request.most {
                return Err(Broken::TooLong);
            }
            reply.body.extend_from_slice(&piece);
        }
        Ok(reply)
    }
}

fn head(status: u16, headers: &HeaderMap) -> Reply {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Reply {
        status,
        epoch: text(EPOCH),
        retry_after_s: text(RETRY_AFTER.as_str()).and_then(|seconds| seconds.parse().ok()),
        offset: text(BLOB_OFFSET).and_then(|bytes| bytes.parse().ok()),
        length: text(BLOB_LENGTH).and_then(|bytes| bytes.parse().ok()),
        packed: text(CONTENT_ENCODING.as_str()).is_some_and(|way| way == "zstd"),
        body: Vec::new(),
    }
}

/// Why nobody answers, as a word that the app has a sentence for.
fn unreachable(error: &reqwest::Error) -> Broken {
    if error.is_timeout() {
        return Broken::Unreachable("timeout".to_owned());
    }
    let causes = iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source());
    let word = causes.filter_map(word).last().unwrap_or("other");
    Broken::Unreachable(word.to_owned())
}

fn word(cause: &(dyn Error + 'static)) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    // An address that is not found has a kind of its own in no library; hyper's connector says so in words.
    if cause.to_string() == "dns error" {
        return Some("name");
    }
    if cause.is::<rustls::Error>() {
        return Some("certificate");
    }
    let io = cause.downcast_ref::<io::Error>()?;
    // One that is wrapped in another is no source of it.
    if let Some(found) = io.get_ref().and_then(|inner| word(inner)) {
        return Some(found);
    }
    match io.kind() {
        Kind::ConnectionRefused => Some("refused"),
        Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::NetworkDown => Some("network"),
        Kind::TimedOut => Some("timeout"),
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            Some("broken")
        }
        _ => None,
    }
}

impl Transport for Https {
    fn exchange(&self, request: &Request) -> Result<Reply, Broken> {
        let begun = self.beside().begun.take();
        match begun {
            Some((begun, answer)) if begun == *request => self
                .runtime
                .block_on(answer)
                .unwrap_or_else(|_| Err(Broken::Unreachable("broken".to_owned()))),
            other => {
                if let Some((_, answer)) = other {
                    answer.abort();
                }
                self.runtime.block_on(self.way.send(request))
            }
        }
    }

    fn begin(&self, request: &Request) {
        let mut beside = self.beside();
        if beside.way.is_none() {
            let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let way = Way::new(self.way.base.clone());
            // Without it the request waits for its turn.
            let (Ok(way), Ok(runtime)) = (way, runtime) else { return };
            beside.way = Some((Arc::new(way), runtime));
        }
        let Some((way, runtime)) = &beside.way else { return };
        let (way, asked) = (way.clone(), request.clone());
        let answer = runtime.spawn(async move { way.send(&asked).await });
        if let Some((_, former)) = beside.begun.replace((request.clone(), answer)) {
            former.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_tls_beyond_this_machine() {
        for (given, kept) in [
            ("https://hq.example.cn", "https://hq.example.cn"),
            (" https://hq.example.cn:8443/rounds/ ", "https://hq.example.cn:8443/rounds"),
            ("http://127.0.0.1:8787/", "http://127.0.0.1:8787"),
            ("http://[::1]:8787", "http://[::1]:8787"),
            ("http://localhost:8787", "http://localhost:8787"),
        ] {
            assert_eq!(address(given).unwrap(), kept);
        }
        for given in [
            "",
            "hq.example.cn",
            "http://hq.example.cn",
            "ftp://hq.example.cn",
            "https://a@b.cn",
            "https://b.cn?x",
        ] {
            assert_eq!(address(given).unwrap_err().code, ErrorCode::HqAddress, "{given}");
        }
    }

    #[test]
    fn nobody_there_is_told_as_unreachable() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert_eq!(cause_at(&format!("http://127.0.0.1:{port}")), "refused");
        assert_eq!(cause_at("https://hq.invalid"), "name");
    }

    #[test]
    fn a_line_that_breaks_and_one_without_tls_are_told_apart() {
        for (answer, cause) in [(&b""[..], "broken"), (b"HTTP/1.1 400 Bad Request\r\n\r\n", "certificate")] {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let server = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut hello = [0; 256];
                let _ = io::Read::read(&mut stream, &mut hello);
                let _ = io::Write::write_all(&mut stream, answer);
            });
            assert_eq!(cause_at(&format!("https://127.0.0.1:{port}")), cause);
            server.join().unwrap();
        }
    }

    #[test]
    fn what_was_begun_is_asked_once_and_what_was_not_is_asked_as_ever() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let serving = std::thread::spawn(move || {
            let mut asked = Vec::new();
            while asked.last().is_none_or(|path| path != "/last") {
                let (mut stream, _) = listener.accept().unwrap();
                let mut head = [0; 1_024];
                let length = io::Read::read(&mut stream, &mut head).unwrap();
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{path}",
                    path.len()
                );
                io::Write::write_all(&mut stream, answer.as_bytes()).unwrap();
                asked.push(path);
            }
            asked
        });
        let https = Https::new(&server).unwrap();
        let asking = |path: &str| Request { path: path.to_owned(), ..get("/") };
        let told = |path: &str| String::from_utf8(https.exchange(&asking(path)).unwrap().body).unwrap();
        https.begin(&asking("/one"));
        assert_eq!(told("/one"), "/one");
        assert_eq!(told("/one"), "/one", "a second time it is asked anew");
        assert_eq!(told("/last"), "/last");
        assert_eq!(serving.join().unwrap(), ["/one", "/one", "/last"]);
    }

    fn get(path: &str) -> Request {
        Request {
            method: Method::Get,
            path: path.to_owned(),
            token: None,
            body: Vec::new(),
            packed: false,
            piece: None,
            most: 1_000,
        }
    }

    fn cause_at(server: &str) -> String {
        let https = Https::new(server).unwrap();
        let request = get("/v1/version");
        match https.exchange(&request) {
            Err(Broken::Unreachable(cause)) => cause,
            other => panic!("{other:?}"),
        }
    }
}
