//! Definitions that refer to each other, brought into an order in which each stands after what it needs.

/// Circles that are told; where there are more, they overlap.
const CYCLES: usize = 20;

/// The order, and what has none.
pub(super) struct Order {
    /// Positions, each after those that it needs; members of circles are left out.
    pub(super) sorted: Vec<usize>,
    /// Each circle found, as the path that closes it: first and last are the same.
    pub(super) cycles: Vec<Vec<usize>>,
    /// For each position, the length of the longest chain that ends there, itself included.
    pub(super) depth: Vec<u32>,
}

/// Orders `needs.len()` definitions; `needs[i]` are the positions that `i` refers to. Where the order is free, the
/// given one is kept. Works without recursion, since chains may be long.
pub(super) fn order(needs: &[Vec<usize>]) -> Order {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; needs.len()];
    let mut result = Order { sorted: Vec::new(), cycles: Vec::new(), depth: vec![0; needs.len()] };
    let mut in_cycle = vec![false; needs.len()];
    for root in 0..needs.len() {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if marks[root] == Mark::New {
            marks[root] = Mark::Open;
            path.push((root, 0));
        }
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            match needs[at].get(*next) {
                Some(&need) => {
                    *next += 1;
                    match marks[need] {
                        Mark::New => {
                            marks[need] = Mark::Open;
                            path.push((need, 0));
                        }
                        Mark::Open => {
                            let start = path.iter().position(|(open, _)| *open == need).unwrap_or(0);
                            let mut cycle: Vec<usize> = path[start..].iter().map(|(open, _)| *open).collect();
                            cycle.iter().for_each(|&member| in_cycle[member] = true);
                            cycle.push(need);
                            if result.cycles.len() < CYCLES {
                                result.cycles.push(cycle);
                            }
                        }
                        Mark::Done => {}
                    }
                }
                None => {
                    path.pop();
                    marks[at] = Mark::Done;
                    let below = needs[at].iter().map(|&need| result.depth[need]).max().unwrap_or(0);
                    result.depth[at] = below + 1;
                    if !in_cycle[at] {
                        result.sorted.push(at);
                    }
                }
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first() {
        let found = order(&[vec![1, 2], vec![2], vec![], vec![4], vec![3], vec![3]]);
        assert_eq!(found.sorted, [2, 1, 0, 5]);
        assert_eq!(found.cycles, [[3, 4, 3]]);
        assert_eq!(found.depth[0], 3);
        assert_eq!(order(&[vec![0]]).cycles, [[0, 0]]);
        let chain: Vec<Vec<usize>> =
            (0..100_000).map(|at| if at == 0 { vec![] } else { vec![at - 1] }).collect();
        assert_eq!(order(&chain).depth[99_999], 100_000);
    }
}
