//! In which order operations can be carried out that wait for each other.

/// Operations that can only be carried out together, by their positions in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// In the order of the request. More than one refer to each other in a circle.
    pub positions: Vec<usize>,
    /// Whether they refer to each other, or the one to itself.
    pub is_circular: bool,
}

/// The units in an order in which each comes behind what it depends on. `dependencies` holds for
/// each operation the positions of those that it waits for.
///
/// An operation is put off until the last one that it waits for, and no further, so that everything
/// else stays in the order that the client gave.
pub(super) fn units(dependencies: Vec<Vec<usize>>) -> Vec<Unit> {
    let mut search = Search::new(dependencies);
    for position in 0..search.nodes.len() {
        search.visit(position);
    }
    let mut ready_at = vec![0; search.nodes.len()];
    let mut units = Vec::with_capacity(search.circles.len());
    for circle in &search.circles {
        let unit = search.unit(circle);
        let ready = unit.positions.iter().copied().chain(
            unit.positions
                .iter()
                .flat_map(|position| search.dependencies(*position))
                .filter_map(|dependency| ready_at.get(*dependency).copied()),
        );
        let ready = ready.max().unwrap_or_default();
        for position in &unit.positions {
            set(&mut ready_at, *position, ready);
        }
        units.push((ready, unit));
    }
    // Stable: what becomes ready at once stays behind what it depends on.
    units.sort_by_key(|(ready, _)| *ready);
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// Tarjan's search for strongly connected components, without recursion: a request decides how deep
/// it would go. It finds every circle after those that it depends on.
struct Search {
    nodes: Vec<Node>,
    /// Visited, and not yet known to be in a finished circle.
    open: Vec<usize>,
    circles: Vec<Vec<usize>>,
    visited: usize,
}

struct Node {
    dependencies: Vec<usize>,
    /// The next dependency to look at.
    next: usize,
    /// When it was visited, from 1; 0 if it was not.
    number: usize,
    /// The earliest open node that it reaches, by number.
    earliest: usize,
    is_open: bool,
}

impl Search {
    fn new(dependencies: Vec<Vec<usize>>) -> Self {
        let node = |dependencies| Node {
            dependencies,
            next: 0,
            number: 0,
            earliest: 0,
            is_open: false,
        };
        Self {
            nodes: dependencies.into_iter().map(node).collect(),
            open: Vec::new(),
            circles: Vec::new(),
            visited: 0,
        }
    }

    fn dependencies(&self, position: usize) -> &[usize] {
        self.nodes
            .get(position)
            .map_or(&[], |node| node.dependencies.as_slice())
    }

    fn unit(&self, circle: &[usize]) -> Unit {
        let mut positions = circle.to_vec();
        positions.sort_unstable();
        let is_circular = match positions.as_slice() {
            [only] => self.dependencies(*only).contains(only),
            _ => true,
        };
        Unit {
            positions,
            is_circular,
        }
    }

    fn visit(&mut self, start: usize) {
        let mut path = Vec::new();
        self.enter(start, &mut path);
        while let Some(&position) = path.last() {
            if let Some(dependency) = self.next_dependency(position) {
                self.enter(dependency, &mut path);
                self.reach(position, dependency);
                continue;
            }
            path.pop();
            if let Some(&parent) = path.last() {
                self.reach(parent, position);
            }
            self.close(position);
        }
    }

    fn next_dependency(&mut self, position: usize) -> Option<usize> {
        let node = self.nodes.get_mut(position)?;
        let dependency = node.dependencies.get(node.next).copied();
        node.next += 1;
        dependency
    }

    /// Goes on from a node, unless it was visited.
    fn enter(&mut self, position: usize, path: &mut Vec<usize>) {
        let number = self.visited + 1;
        if let Some(node) = self.nodes.get_mut(position)
            && node.number == 0
        {
            (node.number, node.earliest, node.is_open) = (number, number, true);
            self.visited = number;
            self.open.push(position);
            path.push(position);
        }
    }

    /// Whatever an open dependency reaches, the node reaches too.
    fn reach(&mut self, position: usize, dependency: usize) {
        let earliest = self.nodes.get(dependency).filter(|node| node.is_open);
        let Some(earliest) = earliest.map(|node| node.earliest) else {
            return;
        };
        if let Some(node) = self.nodes.get_mut(position) {
            node.earliest = node.earliest.min(earliest);
        }
    }

    /// A node that reaches none before it is the first of its circle: the others were opened later.
    fn close(&mut self, position: usize) {
        let first = self
            .nodes
            .get(position)
            .filter(|it| it.earliest == it.number);
        let Some(number) = first.map(|node| node.number) else {
            return;
        };
        let mut circle = Vec::new();
        while let Some(last) = self.open.pop() {
            circle.push(last);
            let Some(node) = self.nodes.get_mut(last) else {
                break;
            };
            node.is_open = false;
            if node.number == number {
                break;
            }
        }
        self.circles.push(circle);
    }
}

fn set(values: &mut [usize], position: usize, value: usize) {
    if let Some(place) = values.get_mut(position) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::units;

    fn order(dependencies: &[&[usize]]) -> Vec<Vec<usize>> {
        let dependencies = dependencies.iter().map(|it| it.to_vec()).collect();
        units(dependencies)
            .into_iter()
            .map(|unit| unit.positions)
            .collect()
    }

    #[test]
    fn what_waits_is_put_off_no_further_than_needed() {
        for (dependencies, expected) in [
            (&[&[][..], &[], &[]][..], vec![vec![0], vec![1], vec![2]]),
            (&[&[], &[0]], vec![vec![0], vec![1]]),
            (&[&[1], &[]], vec![vec![1], vec![0]]),
            (
                &[&[2], &[], &[], &[]],
                vec![vec![1], vec![2], vec![0], vec![3]],
            ),
            (
                &[&[3], &[0], &[], &[]],
                vec![vec![2], vec![3], vec![0], vec![1]],
            ),
            (&[&[1], &[0], &[]], vec![vec![0, 1], vec![2]]),
            (&[&[1], &[2], &[0], &[2]], vec![vec![0, 1, 2], vec![3]]),
            (&[&[1], &[2], &[1]], vec![vec![1, 2], vec![0]]),
            (
                &[&[1, 3], &[0], &[], &[]],
                vec![vec![2], vec![3], vec![0, 1]],
            ),
        ] {
            assert_eq!(order(dependencies), expected, "{dependencies:?}");
        }
    }

    #[test]
    fn one_that_waits_for_itself_is_a_circle() {
        let units = units(vec![vec![0], vec![]]);
        assert_eq!(
            units
                .iter()
                .map(|unit| unit.is_circular)
                .collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let count = 200_000;
        let mut chain: Vec<Vec<usize>> = (1..count).map(|next| vec![next]).collect();
        chain.push(vec![]);
        assert_eq!(units(chain.clone()).len(), count);
        chain[count - 1] = vec![0];
        assert_eq!(units(chain).len(), 1);
    }
}
