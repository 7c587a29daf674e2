//! Where the stores stand: 7 war zones (战区) > 21 regions (区域) > provinces > cities > 300 stores.
//!
//! A region is one province, or two or three thin ones together, so that 北京 and 上海 are regions of their own
//! while the seven war zones stay the big areas (华北 … 西北) of the country.

/// Size of a city: A is first tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// First tier.
    A,
    /// Provincial capitals and strong cities.
    B,
    /// All others.
    C,
}

impl Tier {
    /// `A`, `B` or `C`.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::A => "A",
            Tier::B => "B",
            Tier::C => "C",
        }
    }

    /// How much business one store does, relative to a store in a B city.
    pub const fn weight(self) -> f64 {
        match self {
            Tier::A => 1.45,
            Tier::B => 1.0,
            Tier::C => 0.70,
        }
    }
}

/// A city with stores.
#[derive(Debug)]
pub struct City {
    /// 战区.
    pub war_zone: &'static str,
    /// 区域, part of one war zone.
    pub region: &'static str,
    /// 省份, part of one region.
    pub province: &'static str,
    /// 城市.
    pub name: &'static str,
    /// Degrees east and north.
    pub position: (f64, f64),
    /// Size.
    pub tier: Tier,
    districts: &'static str,
}

impl City {
    /// The districts that hold a store, one each.
    pub fn districts(&self) -> impl Iterator<Item = &'static str> {
        self.districts.split(' ')
    }
}

const fn city(
    war_zone: &'static str,
    region: &'static str,
    province: &'static str,
    name: &'static str,
    position: (f64, f64),
    tier: Tier,
    districts: &'static str,
) -> City {
    City { war_zone, region, province, name, position, tier, districts }
}

/// The war zones, in the order of `CITIES`.
pub const WAR_ZONES: [&str; 7] = ["华北", "东北", "华东", "华中", "华南", "西南", "西北"];

/// Every city with at least one store.
#[rustfmt::skip]
pub const CITIES: &[City] = &[
    city("华北", "北京", "北京", "北京", (116.41, 39.90), Tier::A, "朝阳 海淀 丰台 通州 大兴 昌平 顺义 房山 石景山 亦庄 西城 东城 望京 密云"),
    city("华北", "津冀", "天津", "天津", (117.20, 39.08), Tier::B, "滨海 南开 河西 西青 武清"),
    city("华北", "津冀", "河北", "石家庄", (114.51, 38.04), Tier::B, "长安 裕华 桥西 新华"),
    city("华北", "津冀", "河北", "唐山", (118.18, 39.63), Tier::C, "路北 丰南"),
    city("华北", "津冀", "河北", "保定", (115.46, 38.87), Tier::C, "竞秀 莲池"),
    city("华北", "津冀", "河北", "廊坊", (116.68, 39.54), Tier::C, "广阳"),
    city("华北", "津冀", "河北", "邯郸", (114.54, 36.63), Tier::C, "丛台"),
    city("华北", "津冀", "河北", "沧州", (116.84, 38.30), Tier::C, "运河"),
    city("华北", "晋蒙", "山西", "太原", (112.55, 37.87), Tier::B, "小店 万柏林 迎泽 晋源"),
    city("华北", "晋蒙", "山西", "大同", (113.30, 40.08), Tier::C, "平城"),
    city("华北", "晋蒙", "山西", "临汾", (111.52, 36.09), Tier::C, "尧都"),
    city("华北", "晋蒙", "内蒙古", "呼和浩特", (111.75, 40.84), Tier::C, "赛罕 新城"),
    city("华北", "晋蒙", "内蒙古", "包头", (109.84, 40.66), Tier::C, "昆都仑"),
    city("华北", "晋蒙", "内蒙古", "鄂尔多斯", (109.78, 39.61), Tier::C, "东胜"),
    city("东北", "辽宁", "辽宁", "沈阳", (123.43, 41.80), Tier::B, "浑南 铁西 沈河 皇姑 和平 于洪"),
    city("东北", "辽宁", "辽宁", "大连", (121.61, 38.91), Tier::B, "甘井子 沙河口 金州"),
    city("东北", "辽宁", "辽宁", "鞍山", (122.99, 41.11), Tier::C, "铁东"),
    city("东北", "辽宁", "辽宁", "营口", (122.24, 40.67), Tier::C, "鲅鱼圈"),
    city("东北", "吉黑", "吉林", "长春", (125.32, 43.82), Tier::B, "朝阳 南关 绿园 净月 宽城"),
    city("东北", "吉黑", "吉林", "吉林", (126.55, 43.84), Tier::C, "船营"),
    city("东北", "吉黑", "黑龙江", "哈尔滨", (126.53, 45.80), Tier::B, "南岗 道里 香坊 松北"),
    city("东北", "吉黑", "黑龙江", "大庆", (125.10, 46.59), Tier::C, "萨尔图"),
    city("华东", "上海", "上海", "上海", (121.47, 31.23), Tier::A, "浦东 闵行 嘉定 松江 宝山 徐汇 青浦 普陀 杨浦 静安 奉贤 长宁 虹口"),
    city("华东", "江苏", "江苏", "南京", (118.80, 32.06), Tier::B, "江宁 建邺 雨花台 栖霞 鼓楼"),
    city("华东", "江苏", "江苏", "苏州", (120.59, 31.30), Tier::B, "园区 吴中 相城 昆山 吴江 常熟"),
    city("华东", "江苏", "江苏", "无锡", (120.31, 31.49), Tier::B, "滨湖 新吴 江阴"),
    city("华东", "江苏", "江苏", "常州", (119.97, 31.81), Tier::B, "武进 新北"),
    city("华东", "江苏", "江苏", "南通", (120.89, 31.98), Tier::B, "崇川 通州"),
    city("华东", "江苏", "江苏", "徐州", (117.28, 34.21), Tier::C, "云龙 铜山"),
    city("华东", "江苏", "江苏", "扬州", (119.41, 32.39), Tier::C, "邗江"),
    city("华东", "江苏", "江苏", "盐城", (120.16, 33.35), Tier::C, "亭湖"),
    city("华东", "浙江", "浙江", "杭州", (120.16, 30.27), Tier::A, "西湖 滨江 余杭 萧山 拱墅 临平 钱塘"),
    city("华东", "浙江", "浙江", "宁波", (121.55, 29.87), Tier::B, "鄞州 江北 北仑 慈溪"),
    city("华东", "浙江", "浙江", "温州", (120.70, 28.00), Tier::B, "瓯海 龙湾 瑞安"),
    city("华东", "浙江", "浙江", "嘉兴", (120.76, 30.75), Tier::C, "南湖 海宁"),
    city("华东", "浙江", "浙江", "绍兴", (120.58, 30.05), Tier::C, "柯桥 越城"),
    city("华东", "浙江", "浙江", "金华", (119.65, 29.08), Tier::C, "义乌 婺城"),
    city("华东", "浙江", "浙江", "台州", (121.42, 28.66), Tier::C, "椒江 路桥"),
    city("华东", "皖赣", "安徽", "合肥", (117.23, 31.82), Tier::B, "蜀山 包河 滨湖 瑶海"),
    city("华东", "皖赣", "安徽", "芜湖", (118.43, 31.35), Tier::C, "鸠江"),
    city("华东", "皖赣", "安徽", "阜阳", (115.81, 32.89), Tier::C, "颍州"),
    city("华东", "皖赣", "安徽", "安庆", (117.05, 30.53), Tier::C, "宜秀"),
    city("华东", "皖赣", "江西", "南昌", (115.86, 28.68), Tier::B, "红谷滩 青山湖 高新"),
    city("华东", "皖赣", "江西", "赣州", (114.93, 25.83), Tier::C, "章贡"),
    city("华东", "皖赣", "江西", "九江", (116.00, 29.71), Tier::C, "濂溪"),
    city("华东", "山东", "山东", "济南", (117.12, 36.65), Tier::B, "历下 历城 槐荫 市中"),
    city("华东", "山东", "山东", "青岛", (120.38, 36.07), Tier::B, "崂山 市北 黄岛 城阳"),
    city("华东", "山东", "山东", "烟台", (121.45, 37.46), Tier::C, "芝罘 福山"),
    city("华东", "山东", "山东", "潍坊", (119.16, 36.71), Tier::C, "奎文 寿光"),
    city("华东", "山东", "山东", "临沂", (118.36, 35.10), Tier::C, "兰山 河东"),
    city("华东", "山东", "山东", "淄博", (118.05, 36.81), Tier::C, "张店"),
    city("华东", "山东", "山东", "济宁", (116.59, 35.41), Tier::C, "任城"),
    city("华东", "福建", "福建", "福州", (119.30, 26.07), Tier::B, "鼓楼 仓山 闽侯"),
    city("华东", "福建", "福建", "厦门", (118.09, 24.48), Tier::B, "思明 湖里 集美"),
    city("华东", "福建", "福建", "泉州", (118.68, 24.87), Tier::B, "晋江 丰泽 石狮"),
    city("华东", "福建", "福建", "漳州", (117.65, 24.51), Tier::C, "龙文"),
    city("华中", "河南", "河南", "郑州", (113.63, 34.75), Tier::B, "金水 郑东 中原 二七 惠济 管城 高新"),
    city("华中", "河南", "河南", "洛阳", (112.45, 34.62), Tier::C, "洛龙 涧西 西工"),
    city("华中", "河南", "河南", "南阳", (112.53, 32.99), Tier::C, "卧龙"),
    city("华中", "河南", "河南", "新乡", (113.93, 35.30), Tier::C, "红旗"),
    city("华中", "河南", "河南", "商丘", (115.66, 34.41), Tier::C, "梁园"),
    city("华中", "湖北", "湖北", "武汉", (114.31, 30.59), Tier::B, "洪山 武昌 江汉 汉阳 东西湖 江夏 光谷 蔡甸"),
    city("华中", "湖北", "湖北", "襄阳", (112.12, 32.01), Tier::C, "樊城"),
    city("华中", "湖北", "湖北", "宜昌", (111.29, 30.69), Tier::C, "西陵"),
    city("华中", "湖北", "湖北", "荆州", (112.24, 30.33), Tier::C, "沙市"),
    city("华中", "湖南", "湖南", "长沙", (112.94, 28.23), Tier::B, "岳麓 雨花 天心 开福 望城 长沙县"),
    city("华中", "湖南", "湖南", "株洲", (113.13, 27.83), Tier::C, "天元"),
    city("华中", "湖南", "湖南", "岳阳", (113.13, 29.36), Tier::C, "岳阳楼"),
    city("华中", "湖南", "湖南", "衡阳", (112.57, 26.89), Tier::C, "蒸湘"),
    city("华南", "广东", "广东", "广州", (113.26, 23.13), Tier::A, "天河 番禺 白云 海珠 黄埔 越秀 花都 增城 南沙 荔湾"),
    city("华南", "广东", "广东", "深圳", (114.06, 22.54), Tier::A, "南山 福田 宝安 龙岗 龙华 罗湖 坪山 光明 前海 盐田"),
    city("华南", "广东", "广东", "佛山", (113.12, 23.02), Tier::B, "南海 顺德 禅城 三水"),
    city("华南", "广东", "广东", "东莞", (113.75, 23.02), Tier::B, "南城 松山湖 虎门 厚街 塘厦"),
    city("华南", "广东", "广东", "惠州", (114.42, 23.11), Tier::C, "惠城 惠阳"),
    city("华南", "广东", "广东", "中山", (113.39, 22.52), Tier::C, "石岐 小榄"),
    city("华南", "广东", "广东", "珠海", (113.58, 22.27), Tier::C, "香洲 横琴"),
    city("华南", "广东", "广东", "汕头", (116.68, 23.35), Tier::C, "龙湖"),
    city("华南", "广东", "广东", "湛江", (110.36, 21.27), Tier::C, "赤坎"),
    city("华南", "广东", "广东", "江门", (113.08, 22.58), Tier::C, "蓬江"),
    city("华南", "桂琼", "广西", "南宁", (108.37, 22.82), Tier::B, "青秀 良庆 西乡塘 江南"),
    city("华南", "桂琼", "广西", "柳州", (109.41, 24.33), Tier::C, "鱼峰 城中"),
    city("华南", "桂琼", "广西", "桂林", (110.29, 25.27), Tier::C, "七星"),
    city("华南", "桂琼", "海南", "海口", (110.20, 20.04), Tier::B, "龙华 美兰 秀英"),
    city("华南", "桂琼", "海南", "三亚", (109.51, 18.25), Tier::C, "吉阳 天涯"),
    city("西南", "川渝", "四川", "成都", (104.07, 30.57), Tier::A, "高新 武侯 锦江 成华 青羊 双流 金牛 龙泉驿 天府新区 温江"),
    city("西南", "川渝", "四川", "绵阳", (104.68, 31.47), Tier::C, "涪城 高新"),
    city("西南", "川渝", "四川", "德阳", (104.40, 31.13), Tier::C, "旌阳"),
    city("西南", "川渝", "四川", "南充", (106.11, 30.84), Tier::C, "顺庆"),
    city("西南", "川渝", "四川", "宜宾", (104.64, 28.75), Tier::C, "叙州"),
    city("西南", "川渝", "重庆", "重庆", (106.55, 29.56), Tier::A, "渝北 江北 九龙坡 南岸 沙坪坝 巴南 万州 两江"),
    city("西南", "云贵", "云南", "昆明", (102.83, 24.88), Tier::B, "官渡 西山 盘龙 呈贡 五华"),
    city("西南", "云贵", "云南", "曲靖", (103.80, 25.49), Tier::C, "麒麟"),
    city("西南", "云贵", "云南", "大理", (100.27, 25.61), Tier::C, "下关"),
    city("西南", "云贵", "贵州", "贵阳", (106.63, 26.65), Tier::B, "观山湖 南明 云岩"),
    city("西南", "云贵", "贵州", "遵义", (106.93, 27.73), Tier::C, "汇川 红花岗"),
    city("西北", "陕西", "陕西", "西安", (108.94, 34.34), Tier::A, "雁塔 高新 未央 长安 灞桥 曲江"),
    city("西北", "陕西", "陕西", "咸阳", (108.71, 34.33), Tier::C, "秦都"),
    city("西北", "陕西", "陕西", "宝鸡", (107.24, 34.36), Tier::C, "渭滨"),
    city("西北", "陕西", "陕西", "榆林", (109.73, 38.29), Tier::C, "榆阳"),
    city("西北", "甘青宁", "甘肃", "兰州", (103.83, 36.06), Tier::B, "城关 七里河 安宁"),
    city("西北", "甘青宁", "甘肃", "天水", (105.72, 34.58), Tier::C, "秦州"),
    city("西北", "甘青宁", "青海", "西宁", (101.78, 36.62), Tier::C, "城西 城北"),
    city("西北", "甘青宁", "宁夏", "银川", (106.23, 38.49), Tier::C, "金凤 兴庆"),
    city("西北", "新疆", "新疆", "乌鲁木齐", (87.62, 43.83), Tier::B, "水磨沟 新市 天山 高新"),
    city("西北", "新疆", "新疆", "昌吉", (87.31, 44.01), Tier::C, "阜康"),
    city("西北", "新疆", "新疆", "克拉玛依", (84.89, 45.58), Tier::C, "独山子"),
    city("西北", "新疆", "新疆", "伊犁", (81.32, 43.92), Tier::C, "伊宁"),
    city("西北", "新疆", "新疆", "巴音郭楞", (86.15, 41.76), Tier::C, "库尔勒"),
];

/// The regions with their war zones, in the order of `CITIES`.
pub fn regions() -> Vec<(&'static str, &'static str)> {
    let mut regions: Vec<(&str, &str)> = CITIES.iter().map(|city| (city.war_zone, city.region)).collect();
    regions.dedup();
    regions
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn there_are_300_stores_in_7_war_zones_and_21_regions() {
        assert_eq!(CITIES.iter().map(|city| city.districts().count()).sum::<usize>(), 300);
        let mut zones: Vec<&str> = CITIES.iter().map(|city| city.war_zone).collect();
        zones.dedup();
        assert_eq!(zones, WAR_ZONES);
        assert_eq!(regions().len(), 21);
    }

    #[test]
    fn every_level_has_one_parent() {
        let mut parents: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for city in CITIES {
            for (level, child, parent) in [
                ("region", city.region, city.war_zone),
                ("province", city.province, city.region),
                ("city", city.name, city.province),
            ] {
                assert_eq!(*parents.entry((level, child)).or_insert(parent), parent, "{child}");
            }
        }
    }
}
