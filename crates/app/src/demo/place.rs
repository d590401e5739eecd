//! Where shops lie: along the streets of towns, and in the villages around.

use rounds_core::position::Position;

use super::{
    Dice,
    words::{Places, Town},
};

/// A place for a shop.
#[derive(Debug)]
pub(super) struct Site {
    pub town: usize,
    pub line: usize,
    pub address: String,
    pub position: Option<Position>,
    pub in_village: bool,
}

/// All sites, town by town, streets before villages.
pub(super) fn sites(places: &Places) -> Vec<Site> {
    let dice = Dice::new(0x517E);
    let mut sites = Vec::new();
    for (index, town) in places.towns.iter().enumerate() {
        streets(places, index, town, &dice, &mut sites);
        villages(places, index, town, &dice, &mut sites);
    }
    sites
}

fn streets(places: &Places, index: usize, town: &Town, dice: &Dice, sites: &mut Vec<Site>) {
    let count = town.shops - town.village_shops;
    for n in 0..count {
        let street = &town.streets[n % town.streets.len()];
        let on_street = count.div_ceil(town.streets.len()) as i32;
        // Evenly along the street, shaken a little, on alternating sides.
        let along = (n / town.streets.len()) as i32 * 1000 / on_street + dice.between(0, 900 / on_street);
        let side = if (n / town.streets.len()).is_multiple_of(2) { 12 } else { -12 };
        let between = |axis: usize| street.from[axis] + (street.to[axis] - street.from[axis]) * along / 1000;
        let number = 1 + along / 8 * 2 + i32::from(side < 0);
        let east = town.east_m + between(0) + side + dice.between(-4, 4);
        let north = town.north_m + between(1) + side + dice.between(-4, 4);
        sites.push(Site {
            town: index,
            line: town.line,
            address: format!("{}{}{}{number}号", places.county, town.name, street.name),
            position: places.at(east, north),
            in_village: false,
        });
    }
}

fn villages(places: &Places, index: usize, town: &Town, dice: &Dice, sites: &mut Vec<Site>) {
    let middles: Vec<(i32, i32)> = town.villages.iter().map(|_| ring(dice)).collect();
    for n in 0..town.village_shops {
        let village = n % town.villages.len();
        let (east, north) = middles[village];
        let group = 1 + n / town.villages.len() * 2 + dice.between(0, 1) as usize;
        sites.push(Site {
            town: index,
            line: town.line,
            address: format!("{}{}{}{group}组", places.county, town.name, town.villages[village]),
            position: places.at(
                town.east_m + east + dice.between(-350, 350),
                town.north_m + north + dice.between(-350, 350),
            ),
            in_village: true,
        });
    }
}

/// A village's middle, 1.5 to 5 km from its town.
fn ring(dice: &Dice) -> (i32, i32) {
    loop {
        let (east, north) = (dice.between(-5_000, 5_000), dice.between(-5_000, 5_000));
        if (1_500 * 1_500..5_000 * 5_000).contains(&(east * east + north * north)) {
            return (east, north);
        }
    }
}
