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
| 3     | unit_price_cny | 15.16 | 第 3 号记录的“unit_price_cny”不能更正。数量、价格有误的，请撤回或退款后重新办理。 | “unit_price_cny” of entry 3 cannot be corrected. Where tonnes or a price are wrong, release or refund the order and take it anew. |

Rule: other acts are undone by acts of their own
Given RecordPayment amount_cny=30.30
| entry | field   | value | zh | en |
| 4     | voucher | S-2   | 第 4 号记录不能更正，只能更正入库、凭证登记和下单的记录。其他请用撤回、退款等业务冲回。 | Entry 4 cannot be corrected; only those that store a lot, register a certificate or take an order can. Undo others by their own acts: release, refund. |

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
