"""What is wrong or untidy in a Pabulib file, in a sentence that says how it is mended or how it was read."""

from __future__ import annotations

_NUMBER = "只写数字：千位不加逗号、句点、空格，写成1500；小数写成1500.5，恰好三位小数的末尾补一个0"

_REFUSED = {
    "pb_not_utf8": "这一行不是UTF-8文字；用UTF-8另存一次",
    "pb_unreadable": "这一行有一格以引号开头，没有在格子的末尾合上；补上或去掉这个引号，格子里面的引号写两遍",
    "pb_section_missing": "文件到这里结束，缺少{field}一段；另起一行写{field}，下一行写列名",
    "pb_section_twice": "{field}一段出现了两次；合成一段",
    "pb_section_order": "三段的顺序应是META、PROJECTS、VOTES，{field}放错了位置；把它移到该在的地方",
    "pb_no_section": "“{value}”之前应先写META；第一行写META，第二行写key;value",
    "pb_header_missing": "{field}下面缺少列名；下一行写voter_id;vote",
    "pb_column_missing": "缺少{field}一列；列名写在段名的下一行，用英文分号隔开",
    "pb_column_twice": "{field}一列写了两次；留一列",
    "pb_cells_over": "这一行比列名的{columns}格多出“{value}”；内容里有分号的格子，前后加英文引号",
    "pb_row_short": "这一行没有vote这一格；一项也没选的，写成“{value};”",
    "pb_key_twice": "{field}写了两次，第一次在第{first}行；留一行",
    "pb_key_missing": "META里缺少{field}；在这一段里加一行“{field};”，分号后面写上",
    "pb_budget": f"预算“{{value}}”不收；{_NUMBER}",
    "pb_vote_type": "“{value}”不是能计的投票方式；可用approval、ordinal、cumulative、scoring、choose-1",
    "pb_project_id": "项目编号“{value}”不能空着，也不能含逗号；改一个编号，票里也照改",
    "pb_project_twice": "项目{value}在第{first}行已经有了；留一行，或者改一个编号",
    "pb_cost": f"费用“{{value}}”不收；{_NUMBER}",
    "pb_no_projects": "PROJECTS里没有项目；每个项目写一行",
    "pb_voter_id": "缺少投票人编号；每张票写一个不同的编号",
    "pb_voter_twice": "投票人{value}在第{first}行已经投过；留一张票，或者改一个编号",
    "pb_unknown_project": "PROJECTS里没有“{value}”这个项目；改成有的编号，用英文逗号隔开，多出来的逗号去掉",
    "pb_more_than_one": "每票只选一项，这里有“{value}”；留一项，或者把vote_type改成approval",
    "pb_without_points": "{value}的票没有分数，不能按分数计；去掉 --points",
    "pb_default_score": "default_score是“{value}”，没点的项目也有分，不能按分数计；去掉 --points，只数票",
    "pb_scoring_fn": "先后换成分数的办法“{value}”不会算；加一列points写上分数，或者去掉 --points",
    "pb_max_length": "先后要换成分数，META里要有max_length，写第一名得几分，这里是“{value}”；或者去掉 --points",
    "pb_longer_than_length": "这张票写的项目比max_length的{first}个多，排在后面的没有分数；改max_length，或者去掉 --points",
    "pb_points": "分数“{value}”和票里的{named}项对不上；一项写一个整数，用英文逗号隔开，cumulative的分数不小于0",
}
_READ_ANYWAY = {
    "pb_named_twice": "投票人{voter}的票里{value}写了{times}次，只算一次；写在后面的不算",
    "pb_comment": "这一行以#开头，当作说明，没有计",
    "pb_stray_quote": "有一格的引号没有包住整格，照写的读",
    "pb_quote_over_lines": "有一格从这一行写到第{last}行，当作一格",
    "pb_cells_joined": "{field}的内容里有分号，当作一格读",
    "pb_key_empty": "这一行没有写key，“{value}”没有用",
    "pb_count_differs": "{field}写的是{value}，数出来是{counted}；按数出来的算",
    "pb_votes_differ": "项目{field}写的票数是{value}，数出来是{counted}；按数出来的算",
    "pb_score_differs": "项目{field}写的分数是{value}，数出来是{counted}；按数出来的算",
}
PB = {**_REFUSED, **_READ_ANYWAY}
"""The sentences by code: refusals, and what is told about a file that is counted anyway."""
