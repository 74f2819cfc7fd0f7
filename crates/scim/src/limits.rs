//! How much of anything a request may hold.

/// Limits on the size of requests, enforced while reading so that no input costs more than time
/// linear in its length. A refusal names the limit by the operator's setting, which is given with
/// each.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Length of a filter or a path, in bytes: `max_filter_bytes`.
    pub filter_length: usize,
    /// Nesting of parentheses, `not` and value paths in a filter: `max_filter_depth`.
    pub filter_depth: usize,
    /// Comparisons in a filter: `max_filter_terms`.
    pub filter_terms: usize,
    /// Operations in one PATCH request: `max_patch_operations`.
    pub patch_operations: usize,
    /// Operations in one bulk request: `max_bulk_operations`.
    pub bulk_operations: usize,
    /// Values of one multi-valued attribute in one request, group members included: `max_values`.
    pub values: usize,
    /// Length of one string value, in bytes: `max_text_bytes`.
    pub string_length: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            filter_length: 8 * 1024,
            filter_depth: 32,
            filter_terms: 100,
            patch_operations: 1_000,
            bulk_operations: 1_000,
            values: 100_000,
            string_length: 16 * 1024,
        }
    }
}
