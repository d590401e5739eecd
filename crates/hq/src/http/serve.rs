//! Listening, and ending without breaking off what is under way.

use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio::net::TcpListener;

use super::{
    reply::Peer,
    router,
    tls::{TlsListener, acceptor},
};
use crate::{Hq, HqError, words::io_cause};

/// How often what is old is forgotten.
const CARE: Duration = Duration::from_hours(6);

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Listen {
    pub address: SocketAddr,
    /// Certificate chain and key, PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Listen beyond this machine without TLS: something in front encrypts.
    pub plain: bool,
}

/// Serves until `stop` is done, then lets requests under way end. `ready` is told the address.
///
/// # Errors
/// `Told` when it would listen beyond loopback without TLS and was not told to, or when the address is taken.
pub async fn serve(
    hq: Arc<Hq>,
    listen: &Listen,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HqError> {
    if listen.tls.is_none() && !listen.plain && !listen.address.ip().is_loopback() {
        return Err(HqError::told("listen_open", &[("address", &listen.address)]));
    }
    let tcp = TcpListener::bind(listen.address).await.map_err(|error| {
        HqError::told("listen_taken", &[("address", &listen.address), ("cause", &io_cause(&error))])
    })?;
    let tls = listen.tls.as_ref().map(|(cert, key)| acceptor(cert, key)).transpose()?;
    let address = tcp.local_addr()?;
    let care = hq.clone();
    tokio::spawn(async move {
        loop {
            let hq = care.clone();
            if let Ok(Err(error)) = tokio::task::spawn_blocking(move || hq.expire()).await {
                tracing::warn!(%error, "what is old could not be forgotten");
            }
            tokio::time::sleep(CARE).await;
        }
    });
    let service = router(hq).into_make_service_with_connect_info::<Peer>();
    tracing::info!(%address, tls = tls.is_some(), "headquarters listens");
    ready(address);
    match tls {
        None => axum::serve(tcp, service).with_graceful_shutdown(stop).await?,
        Some(tls) => {
            axum::serve(TlsListener::new(tcp, tls)?, service).with_graceful_shutdown(stop).await?;
        }
    }
    Ok(())
}
