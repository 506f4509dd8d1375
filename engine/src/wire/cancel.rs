//! Cancel requests: a second connection names a first one by process number and secret.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pgwire::messages::cancel::CancelRequest;
use pgwire::messages::startup::SecretKey;
use ring::constant_time::verify_slices_are_equal;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::watch;

/// The connections that can be cancelled.
#[derive(Debug, Default)]
pub(super) struct Registry {
    last_pid: AtomicI32,
    connections: Mutex<HashMap<i32, (SecretKey, watch::Sender<u64>)>>,
}

/// One connection's place in the [`Registry`]; leaves it when dropped.
#[derive(Debug)]
pub(super) struct Place {
    registry: Arc<Registry>,
    /// Stands for a process number, as `pg_backend_pid()` shows it.
    pub(super) pid: i32,
    /// What a cancel request must know.
    pub(super) secret: SecretKey,
    requests: watch::Receiver<u64>,
}

impl Registry {
    /// A place for a new connection. Protocol 3.0 has room for a secret of 4 bytes, later
    /// ones for more.
    pub(super) fn enter(self: &Arc<Self>, long_secret: bool) -> std::io::Result<Place> {
        let mut bytes = [0; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
        let secret = if long_secret {
            SecretKey::Bytes(bytes.to_vec().into())
        } else {
            SecretKey::I32(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        };
        let pid = self.last_pid.fetch_add(1, Ordering::Relaxed).wrapping_add(1) & i32::MAX;
        let (sender, requests) = watch::channel(0);
        self.lock().insert(pid, (secret.clone(), sender));
        Ok(Place { registry: Arc::clone(self), pid, secret, requests })
    }

    /// Passes a cancel request on. A wrong one is ignored; the sender is told nothing.
    pub(super) fn cancel(&self, request: &CancelRequest) {
        if let Some((secret, sender)) = self.lock().get(&request.pid)
            && verify_slices_are_equal(&secret.to_bytes(), &request.secret_key.to_bytes()).is_ok()
        {
            sender.send_modify(|count| *count += 1);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<i32, (SecretKey, watch::Sender<u64>)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Forgets requests that came while nothing ran, and gives what tells of the next one.
    pub(super) fn listen(&self) -> watch::Receiver<u64> {
        let mut requests = self.requests.clone();
        requests.mark_unchanged();
        requests
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.registry.lock().remove(&self.pid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_secret_cancels_and_only_what_runs() {
        let registry = Arc::new(Registry::default());
        let place = registry.enter(false).unwrap();
        registry.cancel(&CancelRequest::new(place.pid, place.secret.clone()));
        let running = place.listen();
        assert!(!running.has_changed().unwrap(), "a request before the statement is forgotten");
        let SecretKey::I32(secret) = place.secret else { panic!("a short secret") };
        registry.cancel(&CancelRequest::new(place.pid, SecretKey::I32(secret.wrapping_add(1))));
        registry.cancel(&CancelRequest::new(place.pid + 1, place.secret.clone()));
        assert!(!running.has_changed().unwrap());
        registry.cancel(&CancelRequest::new(place.pid, place.secret.clone()));
        assert!(running.has_changed().unwrap());
    }

    #[test]
    fn a_dropped_place_is_free() {
        let registry = Arc::new(Registry::default());
        drop(registry.enter(true).unwrap());
        assert!(registry.lock().is_empty());
    }
}
