//! Which town a customer lies in, for whole towns on one day.

use rounds_core::customer::Customer;

/// The township of the address (镇, 乡, 街道), without the county before it; else the line.
pub(crate) fn town_of(customer: &Customer) -> Option<&str> {
    of_address(&customer.address).or(customer.line.as_deref()).filter(|town| !town.is_empty())
}

fn of_address(address: &str) -> Option<&str> {
    let ends = |word: &str| address.find(word).map(|at| at + word.len());
    let end = [ends("镇"), ends("乡"), ends("街道")].into_iter().flatten().min()?;
    let head = &address[..end];
    let begins =
        ["省", "市", "县", "区"].iter().filter_map(|word| head.rfind(word).map(|at| at + word.len()));
    let town = &head[begins.filter(|at| *at < end).max().unwrap_or(0)..];
    // "镇" alone, or at the head of a street's name, is no town.
    (town.chars().count() >= 2).then_some(town)
}

#[cfg(test)]
mod tests {
    use super::of_address;

    #[test]
    fn the_town_is_read_from_the_address() {
        assert_eq!(of_address("青溪县白石镇中和路12号"), Some("白石镇"));
        assert_eq!(of_address("云岭市东区南门街道3号"), Some("南门街道"));
        assert_eq!(of_address("大坪乡新村"), Some("大坪乡"));
        assert_eq!(of_address("中和路12号"), None);
        assert_eq!(of_address("镇前街1号"), None);
    }
}
