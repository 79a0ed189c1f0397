# A further entry says what an earlier one should have said. Entry 1 stored A-L1, 2 registered TP-1, 3 took O-1.
Given StoreLot
Given RegisterCertificate
Given HoldOrder offsets=TP-1:8 amount_cny=30.30

Rule: what describes a lot, a certificate or an order can be corrected
| entry | field       | value      | after |
| 1     | batch       | 2025-2     | A-L1 batch=2025-2 available=98.000 |
| 1     | period_end  | 2028-01-31 | A-L1 period_end=2028-01-31 |
| 2     | valid_until | 2027-12-31 | TP-1 until=2027-12-31 |
| 3     | project_zh  | 农村公路改建 | O-1 project=农村公路改建 status=held |

Rule: tonnes too, down to what is used
| entry | field    | value | after |
| 1     | stored_t | 2     | A-L1 stored=2.000 held=2.000 available=0.000 |
| 2     | quantity | 8     | TP-1 tonnes=8.000 left=0.000 |

Rule: … not below
| entry | field    | value | zh | en |
| 1     | stored_t | 1.999 | A-L1 已用掉的吨数多于 1.999，不能更正为这个数。请填不少于已用量的数。 | More than 1.999 t of A-L1 are used already. Give no less than what is used. |
| 2     | quantity | 7.999 | TP-1 已用掉的吨数多于 7.999，不能更正为这个数。请填不少于已用量的数。 | More than 7.999 t of TP-1 are used already. Give no less than what is used. |

Rule: not what a loss was reckoned from
Given ReverseLot
| entry | field    | value | zh | en |
| 1     | stored_t | 95    | 储备 A-L1 已按原计入量和中和期结算或核减，不能再更正。差额请在监测结论中说明。 | Lot A-L1 was settled or reduced by the tonnes and the period accounted then, which cannot be corrected any more. Explain the difference in the monitoring report. |

Rule: … nor the period after which a lot was settled
Given SettleLot day=2028-01-01
| entry | field      | value      | day        | zh | en |
| 1     | period_end | 2028-12-31 | 2028-01-02 | 储备 A-L1 已按原计入量和中和期结算或核减，不能再更正。差额请在监测结论中说明。 | Lot A-L1 was settled or reduced by the tonnes and the period accounted then, which cannot be corrected any more. Explain the difference in the monitoring report. |

Rule: tonnes and price of an order are no matter of correction
| entry | field          | value | zh | en |
| 3     | unit_price_cny | 15.16 | 第 3 号记录的“unit_price_cny”不能更正。数量、价格有误的，请撤回或退款后重新办理；地块、项目的数字有误的，请退回该步骤重做。 | “unit_price_cny” of entry 3 cannot be corrected. Where tonnes or a price are wrong, release or refund the order and take it anew; where figures of a plot or a proposal are, do that step again. |

Rule: other acts are undone by acts of their own
Given RecordPayment amount_cny=30.30
| entry | field   | value | zh | en |
| 4     | voucher | S-2   | 第 4 号记录不能更正，只能更正入库、凭证登记、下单、地块建档、项目登记、监管情况登记和决策登记的记录。其他请用撤回、退款、退回等业务冲回。 | Entry 4 cannot be corrected; only those that store a lot, register a certificate, take an order, open a plot's file, submit a proposal, record a finding or a decision can. Undo others by their own acts: release, refund, sending back. |

Rule: there is such an entry
| entry | zh | en |
| 9     | 没有第 9 号记录，最后一号是 3。请核对编号。 | There is no entry 9; the last one is 3. Check the number. |
| 0     | 没有第 0 号记录，最后一号是 3。请核对编号。 | There is no entry 0; the last one is 3. Check the number. |

Rule: the value is another one, of the right form
| entry | field        | value      | zh | en |
| 1     | batch        | 2025-1     | 第 1 号记录的“批次”本来就是“2025-1”，无需更正。 | The batch: entry 1 says “2025-1” already; there is nothing to correct. |
| 1     | stored_t     | many       | “入库量”填写的 many 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes stored: many cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| 1     | period_start | 2025-13-01 | “中和期起始日”填写的“2025-13-01”不是日期。请写成年-月-日，如 2026-11-23。 | The first day of the period: “2025-13-01” is no date. Write year-month-day, as in 2026-11-23. |
| 1     | period_start | 2027-12-31 | 储备 A-L1 的起始日 2027-12-31 应早于截止日 2027-12-31。请核对更正的日期。 | Lot A-L1 would begin on 2027-12-31 and end on 2027-12-31; it must begin first. Check the corrected date. |

Rule: it needs a reason
| reason | zh | en |
| ""     | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: names of a plot's file, a proposal and a finding can be corrected, and their dates until something went by them
Given RecordFinding
Given SubmitProposal
Given OpenPlotFile plot=B
| entry | field      | value      | after |
| 4     | subject    | 疑似翻耕    | YM-W-2026-0001 subject=疑似翻耕 |
| 5     | project_zh | 农村公路改建 | Y-1 project=农村公路改建 |
| 5     | planned_on | 2027-01-10 | Y-1 planned_on=2027-01-10 |
| 6     | group_zh   | 第四村民小组 | B group=第四村民小组 |
| 6     | planted_on | 2020-07-01 | B planted_on=2020-07-01 |

Rule: … the date of planting only until the screening, of the project until the assessment
Given RecordFinding
Given SubmitProposal
Given AssessProposal
Given OpenPlotFile plot=B
Given ScreenPlot plot=B
| entry | field      | value      | zh | en |
| 5     | planned_on | 2027-01-10 | 拟动工日期已是评价或测算的依据，不能更正。地块请撤回后重新建档，项目请撤回后重新登记。 | The day the work is planned to begin is what the screening or the assessment went by and cannot be corrected. Withdraw the file or the proposal and enter it anew. |
| 7     | planted_on | 2020-07-01 | 造林日期已是评价或测算的依据，不能更正。地块请撤回后重新建档，项目请撤回后重新登记。 | Day of planting is what the screening or the assessment went by and cannot be corrected. Withdraw the file or the proposal and enter it anew. |

Rule: nothing personal, nothing from a day to come
Given RecordFinding
Given OpenPlotFile plot=B
| entry | field      | value        | zh | en |
| 4     | subject    | 举报人 13812345678 | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |
| 5     | planted_on | 2026-12-01   | “造林日期”2026-12-01 晚于今天（2026-11-23），尚未发生的不能记账。请改正。 | Day of planting: 2026-12-01 is after today (2026-11-23); what has not happened yet is not entered. Correct it. |

Rule: figures of a plot's file go back to their step instead
Given OpenPlotFile plot=B
| entry | field    | value | zh | en |
| 4     | area_hm2 | 12    | 第 4 号记录的“面积”不能更正。数量、价格有误的，请撤回或退款后重新办理；地块、项目的数字有误的，请退回该步骤重做。 | “area” of entry 4 cannot be corrected. Where tonnes or a price are wrong, release or refund the order and take it anew; where figures of a plot or a proposal are, do that step again. |

Rule: a lot stays with the plot that has a file
Given OpenPlotFile plot=A stored=yes
| entry | field | value | zh | en |
| 1     | plot  | B     | 储备 A-L1 属于地块 A，地块已建档，不能改到别的地块。请核对地块编号。 | Lot A-L1 belongs to plot A; where plots have files, a lot cannot be moved to another one. Check the plot's number. |

Rule: a village group keeps its name while income is shared to it
Given OpenPlotFile stored=yes township_zh=老城乡 group_zh=一组
Given AgreePlot signed_on=2024-12-01
Given RecordPayment amount_cny=30.30
Given CancelTonnes
Given ShareIncome
| entry | field    | value | zh | en |
| 4     | group_zh | 二组  | 地块 A 的收益已有 18.18 元分给“老城乡·一组”，名称不能直接更正。请先在“收益分配”撤销发放和分配，更正后再重新分配。 | CNY 18.18 of plot A's income were shared to “老城乡·一组”, so the name cannot be corrected. Undo payout and sharing first, correct it, then share again. |
