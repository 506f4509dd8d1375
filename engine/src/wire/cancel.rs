//! Cancel requests: a second connection names a first one by process number and secret.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pgwire::messages::cancel::CancelRequest;
use pgwire::messages::startup::SecretKey;
use ring::rand::{SecureRandom as _, SystemRandom};

/// Whether two secrets are equal, in a time that does not tell where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// What a cancel request does to the connection it names.
pub(super) type Cancel = Box<dyn Fn() + Send>;

/// The connections that can be cancelled.
#[derive(Default)]
pub(super) struct Registry {
    last_pid: AtomicI32,
    connections: Mutex<HashMap<i32, (SecretKey, Cancel)>>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry")
            .field("connections", &self.lock().len())
            .finish()
    }
}

/// One connection's place in the [`Registry`]; leaves it when dropped.
#[derive(Debug)]
pub(super) struct Place {
    registry: Arc<Registry>,
    /// Stands for a process number, as `pg_backend_pid()` shows it.
    pub(super) pid: i32,
    /// What a cancel request must know.
    pub(super) secret: SecretKey,
}

impl Registry {
    /// A place for a new connection. Protocol 3.0 has room for a secret of 4 bytes, later
    /// ones for more.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub(super) fn enter(self: &Arc<Self>, long_secret: bool, cancel: Cancel) -> io::Result<Place> {
        let mut bytes = [0; 32];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| io::Error::other("the system gives no random bytes"))?;
        let secret = if long_secret {
            SecretKey::Bytes(bytes.to_vec().into())
        } else {
            SecretKey::I32(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        };
        // Wraps after two thousand million connections; none of the first is then still open.
        let pid = (self.last_pid.fetch_add(1, Ordering::Relaxed) & i32::MAX).max(0) + 1;
        self.lock().insert(pid, (secret.clone(), cancel));
        Ok(Place {
            registry: Arc::clone(self),
            pid,
            secret,
        })
    }

    /// Passes a cancel request on. A wrong one is ignored; the sender is told nothing.
    pub(super) fn cancel(&self, request: &CancelRequest) {
        if let Some((secret, cancel)) = self.lock().get(&request.pid)
            && same(&secret.to_bytes(), &request.secret_key.to_bytes())
        {
            cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i32, (SecretKey, Cancel)>> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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

    fn counted() -> (Arc<AtomicI32>, Cancel) {
        let count = Arc::new(AtomicI32::new(0));
        let inner = Arc::clone(&count);
        (
            count,
            Box::new(move || _ = inner.fetch_add(1, Ordering::Relaxed)),
        )
    }

    #[test]
    fn only_the_right_secret_cancels() {
        let registry = Arc::new(Registry::default());
        let (count, cancel) = counted();
        let place = registry.enter(false, cancel).unwrap();
        let SecretKey::I32(secret) = place.secret else {
            panic!("a short secret")
        };
        registry.cancel(&CancelRequest::new(
            place.pid,
            SecretKey::I32(secret.wrapping_add(1)),
        ));
        registry.cancel(&CancelRequest::new(place.pid + 1, place.secret.clone()));
        assert_eq!(count.load(Ordering::Relaxed), 0);
        registry.cancel(&CancelRequest::new(place.pid, place.secret.clone()));
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_dropped_place_is_free() {
        let registry = Arc::new(Registry::default());
        let place = registry.enter(true, counted().1).unwrap();
        assert!(matches!(&place.secret, SecretKey::Bytes(bytes) if bytes.len() == 32));
        drop(place);
        assert!(registry.lock().is_empty());
    }
}
