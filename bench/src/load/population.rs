//! Who is on a server, so that requests find them.

/// The users and groups that were put on a server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Population {
    /// The ids of the users; the user at a place has the [name](user_name) of that place.
    pub(crate) users: Vec<String>,
    /// The groups.
    pub(crate) groups: Vec<Group>,
}

/// A group with its number of members in the beginning.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its id on the server.
    pub(crate) id: String,
    /// Its `displayName`.
    pub(crate) name: String,
    /// Members in the beginning.
    pub(crate) size: usize,
}

impl Population {
    /// The groups of one size.
    pub(crate) fn groups_of(&self, size: usize) -> Vec<Group> {
        let fits = self.groups.iter().filter(|group| group.size == size);
        fits.cloned().collect()
    }
}

/// The `userName` of the user at a place.
pub(crate) fn user_name(place: usize) -> String {
    format!("perf.{place}@example.com")
}
