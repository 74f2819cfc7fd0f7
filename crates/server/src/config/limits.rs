//! The limits on what a request may hold.

use scim::Limits;

use super::layers::Layers;
use super::{ConfigError, values};

/// Reads them. The messages of `scim` name these keys.
pub(super) fn read<E: Fn(&str) -> Option<String>>(
    layers: &Layers<'_, E>,
) -> Result<Limits, ConfigError> {
    let read = |key, least, most, default| {
        let value = layers.read(key, |text| values::number(text, least, most))?;
        Ok::<usize, ConfigError>(value.unwrap_or(default))
    };
    let default = Limits::default();
    Ok(Limits {
        filter_length: read("max_filter_bytes", 64, 1 << 20, default.filter_length)?,
        filter_depth: read("max_filter_depth", 1, 64, default.filter_depth)?,
        filter_terms: read("max_filter_terms", 1, 200, default.filter_terms)?,
        patch_operations: read("max_patch_operations", 1, 100_000, default.patch_operations)?,
        bulk_operations: read("max_bulk_operations", 1, 100_000, default.bulk_operations)?,
        values: read("max_values", 1, 1_000_000, default.values)?,
        string_length: read("max_text_bytes", 256, 1 << 20, default.string_length)?,
    })
}
