//! Addresses that open a tablet's navigation at a stop, each in the datum that its map draws.
//!
//! 高德 takes GCJ-02 and 百度 BD-09; Apple and Google draw mainland China in GCJ-02 and the rest of the world in
//! WGS-84, which is what [`Position::to`] gives there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::position::{Datum, Position};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MapApp {
    /// 高德地图.
    Amap,
    /// 百度地图.
    Baidu,
    Apple,
    Google,
}

/// A way to navigate to a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NavigationLink {
    pub app: MapApp,
    pub url: String,
}

/// One link for each map, in the order of [`MapApp`]; `name` is what the map shows at the pin.
pub fn navigation_links(name: &str, position: &Position) -> Vec<NavigationLink> {
    let at = |datum| {
        let (lat, lng) = position.to(datum);
        (degrees(lat), degrees(lng))
    };
    let name = escaped(name);
    // 百度 wants an origin, and knows this name as wherever the tablet is; the others take that where none is given.
    let here = escaped("我的位置");
    let (lat, lng) = at(Datum::Gcj02);
    let (baidu_lat, baidu_lng) = at(Datum::Bd09);
    let urls = [
        (
            MapApp::Amap,
            format!(
                "https://uri.amap.com/navigation?to={lng},{lat},{name}&mode=car&coordinate=gaode&callnative=1&src=rounds"
            ),
        ),
        (
            MapApp::Baidu,
            format!(
                "https://api.map.baidu.com/direction?origin={here}&destination=name:{name}%7Clatlng:{baidu_lat},{baidu_lng}&mode=driving&coord_type=bd09ll&output=html&src=webapp.rounds.rounds"
            ),
        ),
        (MapApp::Apple, format!("https://maps.apple.com/?daddr={lat},{lng}&q={name}&dirflg=d")),
        (
            MapApp::Google,
            format!("https://www.google.com/maps/dir/?api=1&destination={lat},{lng}&travelmode=driving"),
        ),
    ];
    urls.into_iter().map(|(app, url)| NavigationLink { app, url }).collect()
}

/// Six decimals: a decimetre.
fn degrees(e7: i32) -> String {
    format!("{:.6}", f64::from(e7) / 1e7)
}

/// Percent-encoded as in RFC 3986: all but unreserved characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(links: &[NavigationLink], app: MapApp) -> &str {
        &links.iter().find(|link| link.app == app).unwrap().url
    }

    /// The pair behind a key of a URL.
    fn pair(url: &str, key: &str) -> (f64, f64) {
        let rest = &url[url.find(key).unwrap() + key.len()..];
        let mut numbers = rest.split([',', '&']).map(|text| text.parse().unwrap());
        (numbers.next().unwrap(), numbers.next().unwrap())
    }

    #[test]
    fn each_map_in_china_gets_its_own_datum() {
        let position = Position::from_degrees(31.2304, 121.4737, Datum::Wgs84).unwrap();
        let links = navigation_links("中和路 便利店", &position);
        let gcj = position.to(Datum::Gcj02);
        let gcj = (f64::from(gcj.0) / 1e7, f64::from(gcj.1) / 1e7);
        let bd = position.to(Datum::Bd09);
        let bd = (f64::from(bd.0) / 1e7, f64::from(bd.1) / 1e7);
        let close = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6;
        let (lng, lat) = pair(url(&links, MapApp::Amap), "to=");
        assert!(close((lat, lng), gcj));
        assert!(close(pair(url(&links, MapApp::Baidu), "latlng:"), bd));
        assert!(close(pair(url(&links, MapApp::Apple), "daddr="), gcj));
        assert!(close(pair(url(&links, MapApp::Google), "destination="), gcj));
        assert!(!close(gcj, position.degrees()) && !close(bd, gcj));
        assert!(url(&links, MapApp::Amap).contains("%E4%B8%AD%E5%92%8C%E8%B7%AF%20"));
    }

    #[test]
    fn every_map_opens_the_way_and_not_only_the_place() {
        let position = Position::from_degrees(31.2304, 121.4737, Datum::Wgs84).unwrap();
        let links = navigation_links("A|B & C", &position);
        for (app, way) in [
            (MapApp::Amap, "/navigation?"),
            (MapApp::Baidu, "/direction?origin=%E6%88%91%E7%9A%84%E4%BD%8D%E7%BD%AE&"),
            (MapApp::Apple, "daddr="),
            (MapApp::Google, "/dir/?"),
        ] {
            assert!(url(&links, app).contains(way), "{}", url(&links, app));
        }
        // A name with the signs that part a destination stays one name.
        assert!(url(&links, MapApp::Baidu).contains("&destination=name:A%7CB%20%26%20C%7Clatlng:"));
    }

    #[test]
    fn abroad_they_get_wgs84() {
        let position = Position::from_degrees(52.52, 13.405, Datum::Wgs84).unwrap();
        let links = navigation_links("Laden", &position);
        assert!(url(&links, MapApp::Google).contains("destination=52.520000,13.405000"));
        assert!(url(&links, MapApp::Apple).contains("daddr=52.520000,13.405000"));
    }
}
