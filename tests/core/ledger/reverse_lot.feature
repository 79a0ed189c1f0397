# Fire, felling and the like: tonnes of a lot are lost.
Given StoreLot
Given HoldOrder owed_t=70 amount_cny=1060.50

Rule: what is not sold is written off; sold tonnes are a shortfall to be replaced
| lost_t | after |
| 10     | A-L1 stored=90.000 available=20.000 held=70.000 lost=10.000 shortfall=0.000 |
| 30     | A-L1 stored=70.000 available=0.000 shortfall=0.000 |
| 30.001 | A-L1 stored=70.000 available=0.000 held=70.000 shortfall=0.001 |
| 100    | A-L1 stored=70.000 available=0.000 held=70.000 lost=100.000 shortfall=70.000 |

Rule: no more than was there
| lost_t  | zh | en |
| 100.001 | 储备 A-L1 现有计入量只有 100 吨，损失不能为 100.001 吨。请核对损失量。 | Lot A-L1 accounts for 100 t now; 100.001 t cannot be lost. Check the amount. |

Rule: … what was lost before is no longer there
Given ReverseLot lost_t=40
| lost_t | zh | en |
| 60.001 | 储备 A-L1 现有计入量只有 60 吨，损失不能为 60.001 吨。请核对损失量。 | Lot A-L1 accounts for 60 t now; 60.001 t cannot be lost. Check the amount. |

Rule: … all that was left can be
Given ReverseLot lost_t=40
| lost_t | after |
| 60     | A-L1 stored=70.000 lost=100.000 shortfall=70.000 |

Rule: something was lost, by a known cause, and why is said
| lost_t | cause  | reason | zh | en |
| 0      |        |        | “损失量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes lost: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |
| 1      | theft  |        | 储备 A-L1 的损失原因“theft”不在范围内。请选择火灾、采伐、病虫害或其他。 | “theft” is no known cause of a loss of lot A-L1. Choose fire, felling, pest or other. |
| 1      |        | " "    | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |
