"""The address of the installation in words: what is wrong with one, and from where one is reached."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.core.site import ReachedFrom

SITES: Mapping[str, str] = {
    "site_unreadable": "“{value}”不是能用的网址，写成例如https://diandan.example，前面的http也要写",
    "site_more": "网址只写到网站为止，后面不带路径、问号、井号，前面不带用户名：“{value}”",
    "site_too_long": "网址最多写{most}个字符",
    "site_downgraded": "现在是{value}：已经用https的，不能在这里改回http或者留空，请信息部门在服务器上改",
    "site_machine": "网址{value}只有这台电脑自己打得开，居民的手机扫码打不开：先写上网址，或者勾上只在这台电脑上试",
}
REACHES: Mapping[ReachedFrom, str] = {
    ReachedFrom.EVERYWHERE: "",
    ReachedFrom.NETWORK: "这个网址只有同一个网络里的手机打得开，居民在家里用流量扫码打不开。",
    ReachedFrom.MACHINE: "这个网址只有这台电脑自己打得开，居民的手机扫码打不开。",
}
"""What to know before an address goes on paper; empty where there is nothing."""
