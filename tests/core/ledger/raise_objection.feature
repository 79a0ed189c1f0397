# Somebody objects during the public notice.

Given OpenPlotFile
Given ScreenPlot
Given MeasurePlot
Given AgreePlot

Rule: an objection is open until it is answered; the journal numbers it
Given PostNotice
| received_on | role     | after |
| 2026-05-20  |          | A open=1 objections=1 upheld=False entries=1,2,3,4,5,6 |
| 2026-05-31  | reviewer | A open=1 objections=1 |

Rule: … one after the other
Given PostNotice
Given RaiseObjection
| ground   | after |
| 补偿不明 | A open=2 objections=2 |

Rule: only during the notice
Given PostNotice
| received_on | zh | en |
| 2026-05-19  | 异议应在地块 A 的公示期内（2026-05-20 至 2026-05-31）提出，2026-05-19 不在期内。期外的意见请记入监督线索。 | Objections to plot A are raised during its notice, 2026-05-20 to 2026-05-31; 2026-05-19 is not. Enter later concerns under supervision. |
| 2026-06-01  | 异议应在地块 A 的公示期内（2026-05-20 至 2026-05-31）提出，2026-06-01 不在期内。期外的意见请记入监督线索。 | Objections to plot A are raised during its notice, 2026-05-20 to 2026-05-31; 2026-06-01 is not. Enter later concerns under supervision. |

Rule: … and not ahead of time
Given PostNotice end=2026-12-31
| received_on | zh | en |
| 2026-11-24  | “收到日期”2026-11-24 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day received: 2026-11-24 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |

Rule: at one of the three places
Given PostNotice
| place  | zh | en |
| county | “县”不是公示地点（地块 A）。请选乡镇、村委会或村民小组。 | “county” is no place of a notice of plot A. Choose township, village committee or village group. |

Rule: the ground is public and names nobody's number
Given PostNotice
| ground                  | zh | en |
| 请联系 13812345678      | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |

Rule: without a notice there is nothing to object to
| ground | zh | en |
| 补偿不明 | 地块 A 没有公示，不能受理异议。其他意见请记入监督线索。 | Plot A has no public notice to object to. Enter other concerns under supervision. |

Rule: nor once the plot is in the reserve
Given PostNotice
Given StoreLot
| ground | zh | en |
| 补偿不明 | 地块 A 已有 1 笔储备入库，档案不能再退回、撤回或受理异议。损失或核减请在储备中办理。 | Plot A is in the reserve (lots: 1): its file can no longer go back, be withdrawn or take objections. Enter losses on its lots instead. |
