//! A synthetic directory: what Entra would hold of a company.

mod names;
mod person;

use fastrand::Rng;

pub use person::{Person, Standing, Unit};

use names::{DEPARTMENTS, FAMILY, GIVEN, PLACES, TITLES};

/// One in so many people leads others.
const LED_BY_ONE: usize = 8;

/// People and groups that a seed fixes. Their names hold a tag, so that no two runs meet.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Everyone who ever was in it, by number.
    pub people: Vec<Person>,
    /// The groups, by number.
    pub groups: Vec<Unit>,
    random: Rng,
    tag: String,
}

impl Directory {
    /// A directory of that size. The same seed gives the same people, but for the tag.
    pub fn new(seed: u64, users: usize, groups: usize, tag: &str) -> Self {
        let mut directory = Self {
            people: Vec::new(),
            groups: Vec::new(),
            random: Rng::with_seed(seed),
            tag: tag.to_owned(),
        };
        for _ in 0..groups {
            directory.found();
        }
        for _ in 0..users {
            directory.join();
        }
        directory
    }

    /// The dice that decide about it.
    pub fn random(&mut self) -> &mut Rng {
        &mut self.random
    }

    /// Somebody starts to work here, in one or two groups. Gives the number.
    pub fn join(&mut self) -> usize {
        let number = self.people.len();
        let person = self.person(number);
        self.people.push(person);
        for _ in 0..self.random.usize(1..3) {
            if let Some(group) = self.random_group() {
                self.enter(number, group);
            }
        }
        number
    }

    /// Puts somebody into a group.
    pub fn enter(&mut self, person: usize, group: usize) {
        if let Some(group) = self.groups.get_mut(group) {
            group.members.insert(person);
        }
    }

    /// Takes somebody out of a group.
    pub fn exit(&mut self, person: usize, group: usize) {
        if let Some(group) = self.groups.get_mut(group) {
            group.members.remove(&person);
        }
    }

    /// The number of some group, if there is one.
    pub fn random_group(&mut self) -> Option<usize> {
        (!self.groups.is_empty()).then(|| self.random.usize(..self.groups.len()))
    }

    /// A name to sign in with that nobody has.
    pub fn sign_in_name(&mut self, given: &str, surname: &str, number: usize) -> String {
        let (given, surname, tag) = (plain(given), plain(surname), &self.tag);
        let draw = self.random.u16(..);
        format!("{given}.{surname}.{number}-{draw:04x}.{tag}@contoso.example")
    }

    /// Some family name.
    pub fn surname(&mut self) -> String {
        self.pick(&FAMILY)
    }

    /// Some job title.
    pub fn title(&mut self) -> String {
        self.pick(&TITLES)
    }

    /// Some department.
    pub fn department(&mut self) -> String {
        self.pick(&DEPARTMENTS)
    }

    /// The number of somebody who leads others and is not this person.
    pub fn leader(&mut self, but: usize) -> Option<usize> {
        let leaders: Vec<usize> = (0..self.people.len())
            .filter(|number| leads(*number) && *number != but)
            .collect();
        self.random.choice(leaders)
    }

    /// A name for a group that no other has.
    pub fn group_name(&mut self, number: usize) -> String {
        let (place, _) = self.place();
        let department = self.department();
        let (draw, tag) = (self.random.u16(..), &self.tag);
        format!("{department} {place} {number}-{draw:04x} {tag}")
    }

    fn found(&mut self) {
        let number = self.groups.len();
        let unit = Unit {
            number,
            name: self.group_name(number),
            object_id: guid(&mut self.random),
            members: std::collections::BTreeSet::new(),
        };
        self.groups.push(unit);
    }

    fn person(&mut self, number: usize) -> Person {
        let (given_name, surname) = (self.pick(&GIVEN), self.surname());
        let user_name = self.sign_in_name(&given_name, &surname, number);
        let (_, place) = self.place();
        let [office, street, city, state, postal_code, country, language] = place;
        let full_name = format!("{given_name} {surname}");
        Person {
            number,
            mail_nickname: format!("{}.{number}.{}", plain(&given_name), self.tag),
            display_name: full_name.clone(),
            full_name,
            mail: user_name.clone(),
            user_name,
            given_name,
            surname,
            job_title: self.title().into(),
            department: self.department().into(),
            employee_id: Some(format!("{}", 40_000 + number)),
            language: Some(language.to_owned()),
            office: self.perhaps(office),
            street: Some(street.to_owned()),
            city: Some(city.to_owned()),
            state: self.perhaps(state),
            postal_code: Some(postal_code.to_owned()),
            country: Some(country.to_owned()),
            telephone: Some(format!("+1 201 555 {:04}", number % 10_000)),
            mobile: self.perhaps(&format!("+1 202 555 {:04}", number % 10_000)),
            fax: self.perhaps(&format!("+1 203 555 {:04}", number % 10_000)),
            manager: if leads(number) {
                None
            } else {
                self.leader(number)
            },
            standing: Standing::Enabled,
        }
    }

    fn place(&mut self) -> (&'static str, [&'static str; 7]) {
        let place = self.random.choice(PLACES).unwrap_or_default();
        let [_, _, city, ..] = place;
        (city, place)
    }

    fn pick(&mut self, names: &[&str]) -> String {
        let name = self.random.choice(names);
        name.copied().unwrap_or_default().to_owned()
    }

    fn perhaps(&mut self, text: &str) -> Option<String> {
        (self.random.u8(..3) > 0).then(|| text.to_owned())
    }
}

/// Whether somebody of that number leads others.
pub fn leads(number: usize) -> bool {
    number.is_multiple_of(LED_BY_ONE)
}

/// An id as Entra gives its objects: a random UUID (version 4).
pub fn guid(random: &mut Rng) -> String {
    let digits = format!("{:032x}", random.u128(..));
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let (start, middle, end) = (part(0, 8), part(8, 12), part(20, 32));
    format!("{start}-{middle}-4{}-9{}-{end}", part(13, 16), part(17, 20))
}

/// The name in letters that every address may have.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_everyone() {
        let one = Directory::new(7, 40, 5, "t");
        let other = Directory::new(7, 40, 5, "t");
        assert_eq!(one.people, other.people);
        assert_eq!(one.groups, other.groups);
        assert_ne!(one.people, Directory::new(8, 40, 5, "t").people);
    }

    #[test]
    fn nobody_shares_a_name_and_everyone_but_leaders_has_one_to_report_to() {
        let directory = Directory::new(3, 200, 10, "t");
        let mut names: Vec<&str> = directory
            .people
            .iter()
            .map(|person| person.user_name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 200);
        for person in &directory.people {
            assert_eq!(person.manager.is_none(), leads(person.number));
        }
    }
}
