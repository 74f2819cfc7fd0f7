//! What must be changed on the server.

use serde_json::Value;

use super::mapping::Values;
use super::place::Place;

/// One value to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where it goes.
    pub place: Place,
    /// What it shall be.
    pub value: Value,
    /// Whether the server has nothing there yet.
    pub is_new: bool,
}

/// What must be written so that the resource has these values: nothing for what it has already,
/// and nothing for what the directory has no value for.
pub fn changes(resource: &Value, wanted: &Values) -> Vec<Change> {
    let change = |(place, value): &(Place, Value)| {
        let found = place.read(resource);
        let differs = !found.is_some_and(|found| place.same(found, value));
        differs.then(|| Change {
            place: *place,
            value: value.clone(),
            is_new: found.is_none(),
        })
    };
    wanted.iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_is_added_what_differs_is_replaced_and_the_rest_left() {
        let resource = json!({"userName": "Mia@Example.com", "title": "Clerk", "nickName": "M",
            "emails": [{"type": "home", "value": "m@home.example"}], "active": true});
        let wanted = vec![
            (Place::Attribute("userName"), json!("mia@example.com")),
            (Place::Attribute("title"), json!("Cook")),
            (
                Place::Element("emails", "work", "value"),
                json!("m@work.example"),
            ),
            (Place::Attribute("active"), json!(false)),
        ];
        let found: Vec<(String, bool)> = changes(&resource, &wanted)
            .iter()
            .map(|change| (change.place.to_string(), change.is_new))
            .collect();
        let expected = [
            ("title", false),
            ("emails[type eq \"work\"].value", true),
            ("active", false),
        ];
        assert_eq!(
            found,
            expected.map(|(path, is_new)| (path.to_owned(), is_new))
        );
    }
}
