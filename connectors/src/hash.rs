//! Maps for what is looked up for every row of a file, where the standard hash takes longer than
//! all else that is done with the row. Seeded by chance, so that no file can be made to collide.

/// A map.
pub(crate) type FastMap<K, V> = std::collections::HashMap<K, V, ahash::RandomState>;
/// A set.
pub(crate) type FastSet<T> = std::collections::HashSet<T, ahash::RandomState>;
