# An occupier's order: offset by certificates, the rest held in the reserve at the price of the trade date (R5–R8).
Given StoreLot
Given StoreLot lot=B-L1 plot=B tonnes=50
Given StoreLot lot=C-L1 plot=C period_start=2024-01-01 period_end=2026-12-31 tonnes=5
Given RegisterCertificate
Given RegisterCertificate serial=GP-1 kind=green_power unit=MWh quantity=10

Rule: what is not offset is bought and held
| owed_t | offsets | amount_cny | after |
| 10     |         | 151.50     | O-1 status=held owed=10.000 offset=0.000 purchase=10.000; A-L1 held=5.000 available=95.000 |
| 10     | TP-1:5  | 75.75      | O-1 offset=5.000 purchase=5.000; TP-1 used=5.000 left=95.000 |
| 10     | TP-1:2.634, GP-1:5.366 | 30.30 | O-1 offset=8.000 purchase=2.000; GP-1 left=0.000; TP-1 left=97.366 |

Rule: lots are taken oldest first by the first day of their period, then by name
| owed_t  | amount_cny | after |
| 5       | 75.75      | O-1 lots=C-L1:5.000 |
| 105.001 | 1590.77    | O-1 lots=C-L1:5.000,A-L1:100.000,B-L1:0.001; A-L1 available=0.000; B-L1 available=49.999 |

Rule: … or newest first, where that is the rule
| allocation_order | owed_t | amount_cny | after |
| newest_first     | 151    | 2287.65    | O-1 lots=A-L1:100.000,B-L1:50.000,C-L1:1.000 |

Rule: certificates offset at most 80 % of what is owed, to 0.001 t (R6, invariant 2)
| owed_t | offsets   | amount_cny | after |
| 100    | TP-1:80   | 303.00     | O-1 offset=80.000 purchase=20.000 |
| 0.001  |           | 0.02       | O-1 purchase=0.001 |

Rule: … 80.001 % is too much, and of a thousandth of a tonne nothing can be offset
| owed_t | offsets     | amount_cny | zh | en |
| 100    | TP-1:80.001 | 302.98     | 抵消量 80.001 吨超出上限：应补 100 吨，最多可抵消 80 吨（比例上限 0.8）。请减少抵消，其余购买。 | Certificates for 80.001 t are too much: of the 100 t owed at most 80 t may be offset (share 0.8). Lower the offset and buy the rest. |
| 0.001  | TP-1:0.001  | 0          | 抵消量 0.001 吨超出上限：应补 0.001 吨，最多可抵消 0 吨（比例上限 0.8）。请减少抵消，其余购买。 | Certificates for 0.001 t are too much: of the 0.001 t owed at most 0 t may be offset (share 0.8). Lower the offset and buy the rest. |

Rule: a certificate covers at most its own quantity over all orders (invariant 3)
Given HoldOrder order=O-0 owed_t=100 offsets=TP-1:79.5 amount_cny=310.58
| owed_t | offsets   | amount_cny | after |
| 40     | TP-1:20.5 | 295.43     | TP-1 used=100.000 left=0.000 |

Rule: … not a thousandth more
Given HoldOrder order=O-0 owed_t=100 offsets=TP-1:79.5 amount_cny=310.58
| owed_t | offsets     | amount_cny | zh | en |
| 40     | TP-1:20.501 | 295.41     | 凭证 TP-1 只剩 20.5 吨可用，不够抵消 20.501 吨。请减少抵消、换凭证或购买。 | Certificate TP-1 has 20.5 t left, too little to offset 20.501 t. Lower the offset, use another one, or buy. |

Rule: a serial stands once in an order
| offsets        | amount_cny | zh | en |
| TP-1:1, tp-1:1 | 121.20     | 订单 O-1 两次列出凭证 TP-1。请合并为一行。 | Order O-1 names certificate TP-1 twice. Put both in one row. |

Rule: certificates are known and valid today
| offsets | trade_date | day        | until      | zh | en |
| TP-9:1  |            |            |            | 没有登记编号为 TP-9 的凭证。请核对编号，或先登记该凭证。 | No certificate TP-9 is registered. Check the serial or register the certificate first. |
| TP-1:1  | 2027-07-01 | 2027-07-01 | 2027-07-15 | 凭证 TP-1 的有效期到 2027-06-30，已过期，不能抵消。请改用有效凭证或购买。 | Certificate TP-1 was valid until 2027-06-30 and may no longer offset. Use a valid one, or buy. |

Rule: … and not withdrawn
Given WithdrawCertificate
| offsets | zh | en |
| TP-1:1  | 凭证 TP-1 已撤销，不能再用。请改用其他凭证或购买。 | Certificate TP-1 was withdrawn and cannot be used. Use another one, or buy. |

Rule: … on their last day they are
| offsets | trade_date | day        | until      | amount_cny | after |
| TP-1:1  | 2027-06-30 | 2027-06-30 | 2027-07-15 | 136.35     | TP-1 used=1.000 |

Rule: nobody buys nothing, less than nothing, or parts of a kilogram
| owed_t  | zh | en |
| 0       | “应补偿量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes owed: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| -5      | “应补偿量”填写的 -5 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes owed: -5 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| 10.0001 | “应补偿量”填写的 10.0001 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes owed: 10.0001 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |

Rule: an offset is more than nothing
| offsets | zh | en |
| TP-1:0  | “抵消量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes offset: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |

Rule: the whole reserve can be bought
| owed_t | amount_cny | after |
| 155    | 2348.25    | A-L1 available=0.000; B-L1 available=0.000; C-L1 available=0.000 |

Rule: … and not a thousandth more: nothing is sold twice (invariant 1)
| owed_t  | amount_cny | zh | en |
| 155.001 | 2348.27    | 可售储备只有 155 吨，不够购买 155.001 吨。请减少购买、提高抵消或等待新的储备。 | Only 155 t are available, too little for 155.001 t. Buy less, offset more, or wait for new lots. |

Rule: the amount is price × tonnes, rounded half up to 0.01 (invariant 4)
| owed_t | unit_price_cny | amount_cny | after |
| 0.500  | 15.15          | 7.58       | O-1 purchase=0.500 |

Rule: … nothing else
| owed_t | unit_price_cny | amount_cny | zh | en |
| 0.500  | 15.15          | 7.57       | 订单 O-1 的金额应为 15.15 × 0.5 = 7.58 元，不是 7.57 元。请重新报价。 | The amount of order O-1 is 15.15 × 0.5 = CNY 7.58, not CNY 7.57. Quote it anew. |
| 10     | 15.155         | 151.55     | “交易单价”填写的 15.155 无法记账：须在 0.01 至 1000000000 之间，小数不超过两位。请改正后再提交。 | The trading price: 15.155 cannot be entered in the books. Give 0.01 to 1000000000, with no more than two decimals. |
| 10     | 0              | 0          | “交易单价”填写的 0 无法记账：须在 0.01 至 1000000000 之间，小数不超过两位。请改正后再提交。 | The trading price: 0 cannot be entered in the books. Give 0.01 to 1000000000, with no more than two decimals. |

Rule: the price is that of today or of a trade date up to ten days ago; the hold ends within thirty days
| trade_date | until      | after |
| 2026-11-23 | 2026-11-23 | O-1 status=held |
| 2026-11-13 | 2026-12-23 | O-1 status=held |

Rule: … nobody picks tomorrow's price or a cheap day of the past, and nobody blocks the reserve for long
| trade_date | until      | zh | en |
| 2026-11-24 | 2026-12-08 | 订单 O-1 的交易日 2026-11-24 应在 2026-11-13 至 2026-11-23 之间。请按今天的价格重新报价。 | The trade date 2026-11-24 of order O-1 must lie between 2026-11-13 and 2026-11-23. Quote it anew at today's price. |
| 2026-11-12 | 2026-12-08 | 订单 O-1 的交易日 2026-11-12 应在 2026-11-13 至 2026-11-23 之间。请按今天的价格重新报价。 | The trade date 2026-11-12 of order O-1 must lie between 2026-11-13 and 2026-11-23. Quote it anew at today's price. |
| 2026-11-23 | 2026-11-22 | 订单 O-1 的冻结截止日 2026-11-22 应在 2026-11-23 至 2026-12-23 之间。请改正。 | The hold of order O-1 until 2026-11-22 must end between 2026-11-23 and 2026-12-23. Correct it. |
| 2026-11-23 | 2026-12-24 | 订单 O-1 的冻结截止日 2026-12-24 应在 2026-11-23 至 2026-12-23 之间。请改正。 | The hold of order O-1 until 2026-12-24 must end between 2026-11-23 and 2026-12-23. Correct it. |

Rule: a number stands for one order, also after it ended: a double click buys once
Given HoldOrder
| order | zh | en |
| O-1   | 订单 O-1 已经存在。请换编号，不要重复提交。 | Order O-1 exists already. Take another number; do not send it twice. |

Rule: illustrative orders and certificates go with illustrative lots, others with others
| demo | zh | en |
| yes  | 可售储备只有 0 吨，不够购买 10 吨。请减少购买、提高抵消或等待新的储备。 | Only 0 t are available, too little for 10 t. Buy less, offset more, or wait for new lots. |

Rule: … certificates too
Given RegisterCertificate serial=DEMO-1 demo=yes
| offsets  | zh | en |
| DEMO-1:1 | 凭证 DEMO-1 与订单不同属示例或正式数据，不能混用。请改用同类凭证。 | Certificate DEMO-1 and the order are not both illustrative or both real. Use one of the same sort. |

Rule: an order may settle a notice of loss, in part or in whole; together its orders never exceed it
Given SubmitProposal
Given AssessProposal
Given SignNotice
Given ChooseCompensation offset_t=0
Given HoldOrder order=O-0 owed_t=60 amount_cny=909.00 proposal=Y-1
| owed_t | amount_cny | proposal | after |
| 39.999 | 605.98     | Y-1      | Y-1 step=order ordered=99.999 |
| 40     | 606.00     | Y-1      | Y-1 step=settlement ordered=100.000 settled=0 entries=6 |

Rule: … tonnes of an order that was released are open again
Given SubmitProposal
Given AssessProposal
Given SignNotice
Given ChooseCompensation offset_t=0
Given HoldOrder order=O-0 owed_t=60 amount_cny=909.00 proposal=Y-1
Given ReleaseOrder order=O-0
| owed_t | amount_cny | proposal | after |
| 100    | 1515.00    | Y-1      | Y-1 ordered=100.000 |

Rule: … not a thousandth more, and both are illustrative or neither is
Given SubmitProposal
Given AssessProposal
Given SignNotice
Given ChooseCompensation offset_t=0
Given HoldOrder order=O-0 owed_t=60 amount_cny=909.00 proposal=Y-1
| owed_t | amount_cny | proposal | demo | zh | en |
| 40.001 | 606.02     | Y-1      |      | 项目 Y-1 的告知书为 100 吨，还有 40 吨未下单，不能再下单 40.001 吨。请减少数量。 | The notice of project Y-1 is about 100 t, of which 40 t are not ordered yet: 40.001 t are too much. Order less. |
| 40     | 606.00     | Y-1      | yes  | 项目 Y-1 与订单不同属示例或正式数据，不能混用。请改用同类数据。 | Project Y-1 and the order are not both illustrative or both real. Use the same sort for both. |
| 40     | 606.00     | Y-9      |      | 没有登记编号为 Y-9 的拟用地项目。请核对编号，或先登记。 | No project Y-9 was submitted. Check the number or submit it first. |

Rule: … as the occupier chose: not before there is a choice
Given SubmitProposal
Given AssessProposal
Given SignNotice
| proposal | zh | en |
| Y-1      | 项目 Y-1 还没有登记占用者选择的补偿方式，不能下单。请先在“用地与告知”登记选择。 | The occupier of Y-1 has not chosen yet, so nothing is ordered. Enter the choice under Occupations first. |

Rule: … up to what was chosen to offset and to buy, over all orders
Given SubmitProposal
Given AssessProposal
Given SignNotice
Given ChooseCompensation offset_t=30
Given HoldOrder order=O-0 owed_t=60 offsets=TP-1:20 amount_cny=606.00 proposal=Y-1
| owed_t | offsets | amount_cny | proposal | after |
| 40     | TP-1:10 | 454.50     | Y-1      | Y-1 step=settlement ordered=100.000 |

Rule: … not otherwise
Given SubmitProposal
Given AssessProposal
Given SignNotice
Given ChooseCompensation offset_t=30
Given HoldOrder order=O-0 owed_t=60 offsets=TP-1:20 amount_cny=606.00 proposal=Y-1
| owed_t | offsets | amount_cny | proposal | zh | en |
| 40     | TP-1:11 | 439.35     | Y-1      | 项目 Y-1 选择抵消 30 吨、购买 70 吨；连同这一单将达到抵消 31 吨、购买 69 吨。请按选择下单，或先更改选择。 | For Y-1 the choice is 30 t offset and 70 t bought; with this order it would be 31 t and 69 t. Order as chosen, or change the choice first. |
| 31     |         | 469.65     | Y-1      | 项目 Y-1 选择抵消 30 吨、购买 70 吨；连同这一单将达到抵消 20 吨、购买 71 吨。请按选择下单，或先更改选择。 | For Y-1 the choice is 30 t offset and 70 t bought; with this order it would be 20 t and 71 t. Order as chosen, or change the choice first. |

Rule: … and the notice is signed
Given SubmitProposal
Given AssessProposal
| owed_t | amount_cny | proposal | zh | en |
| 40     | 606.00     | Y-1      | 项目 Y-1 没有已签发的告知书。请先由主管部门签发。 | Project Y-1 has no signed notice. Have the bureau sign it first. |

Rule: without a number the journal gives the next one of the year
| order | after |
| ""    | YM-O-2026-0001 status=held |

Rule: lots whose period is over wait for their measurement
| trade_date | day        | until      | at                  | owed_t | amount_cny | after |
| 2027-01-04 | 2027-01-04 | 2027-01-05 | 2027-01-04T06:00:00 | 10     | 151.50     | O-1 lots=A-L1:10.000; C-L1 available=5.000 |

Rule: … and are said where they are missed
| trade_date | day        | until      | at                  | owed_t | amount_cny | zh | en |
| 2027-01-04 | 2027-01-04 | 2027-01-05 | 2027-01-04T06:00:00 | 151    | 2287.65    | 可售储备有 150 吨，不够购买 151 吨；另有 5 吨中和期已满、待监测结算，结算前不出售。请先结算，或减少购买、提高抵消。 | 150 t are for sale, fewer than the 151 t to be bought; another 5 t are past their period and wait to be settled. Settle them first, buy less or offset more. |

Rule: … once they are settled they are sold, oldest first
Given SettleLot lot=C-L1 measured_t=5 day=2027-01-04 at=2027-01-04T06:00:00
| trade_date | day        | until      | at                  | owed_t | amount_cny | after |
| 2027-01-04 | 2027-01-04 | 2027-01-05 | 2027-01-04T06:00:00 | 10     | 151.50     | O-1 lots=C-L1:5.000,A-L1:5.000 |
