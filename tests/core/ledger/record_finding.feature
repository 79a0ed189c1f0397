# R12: what patrols, remote sensing and the public see on stored plots.
Given StoreLot
Given StoreLot lot=B-L1 plot=B

Rule: the journal gives it the next number of the year; it is open until somebody has checked it
Given RecordFinding
| kind    | plots | seen_on    | after |
| alert   | A     |            | YM-W-2026-0002 state=open kind=alert plots=A seen_on=2026-11-20; YM-W-2026-0001 state=open |
| concern | A, B  | 2026-11-23 | YM-W-2026-0002 state=open kind=concern plots=A,B |
| patrol  | B, B  |            | YM-W-2026-0002 state=open kind=patrol plots=B |

Rule: … and begins anew with the year
Given RecordFinding
| day        | after |
| 2027-01-01 | YM-W-2027-0001 state=open; YM-W-2026-0001 state=open |

Rule: a patrol that found nothing is closed at once
| kind   | clean | after |
| patrol | yes   | YM-W-2026-0001 state=closed outcome=nothing |

Rule: … nothing else is
| kind  | clean | zh | en |
| alert | yes   | 只有巡护可以登记为“无异常”。预警和反映请核实后办结。 | Only a patrol can be recorded as having found nothing. Check alerts and concerns, then close them. |

Rule: on plots that are stored, of the same sort
| plots | demo | zh | en |
| ""    |      | 没有选择地块。请至少选择一个已入库地块。 | No plot is chosen. Choose at least one stored plot. |
| A, Z  |      | 地块 Z 没有入库的储备。请核对地块编号。 | Plot Z has no lot in the reserve. Check its number. |
| A     | yes  | 地块 A 与这条记录须同为演示数据或同为正式数据。请选择同类的地块。 | Plot A and the finding are not both illustrative or both real. Choose plots of the same sort. |

Rule: of a known kind, not in the future, its outline by its hash
| kind  | seen_on    | outline | zh | en |
| dream |            |         | “dream”不是巡护与监督的类型。请选择巡护、遥感预警或群众反映。 | “dream” is no kind of finding. Choose patrol, remote-sensing alert or public concern. |
|       | 2026-11-24 |         | 发现日期 2026-11-24 晚于今天（2026-11-23）。请改正日期。 | The day it was seen, 2026-11-24, is after today (2026-11-23). Correct the date. |
|       |            | abc     | 图斑的校验值不是 64 位十六进制数。请重新导入图斑。 | The hash of the outline is not 64 hexadecimal digits. Import the outline again. |

Rule: in words that anybody may read
| subject             | source | zh | en |
| 请联系 13800138000  |        | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |
|                     | ""     | “来源”应为 1 至 500 个字，写成一行，不含控制字符。请改正后再提交。 | The source needs 1 to 500 characters in one line, without control characters. Correct it and send it again. |
