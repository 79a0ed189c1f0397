# R10: what was measured after the neutrality period against what was accounted.
Given StoreLot
Given HoldOrder owed_t=70 amount_cny=1060.50

Rule: as much or more changes no balance; a surplus is not stored by it
| measured_t | day        | after |
| 100        | 2028-01-01 | A-L1 stored=100.000 available=30.000 shortfall=0.000 measured=100.000 |
| 120.500    | 2028-01-01 | A-L1 stored=100.000 available=30.000 shortfall=0 measured=120.500 |

Rule: what is missing is written off from what is not sold; the rest is a shortfall to be replaced
| measured_t | day        | after |
| 99.999     | 2028-01-01 | A-L1 stored=99.999 available=29.999 shortfall=0.000 |
| 70         | 2028-01-01 | A-L1 stored=70.000 available=0.000 held=70.000 shortfall=0.000 |
| 69.999     | 2028-01-01 | A-L1 stored=70.000 available=0.000 held=70.000 shortfall=0.001 |
| 0          | 2028-01-01 | A-L1 stored=70.000 available=0.000 held=70.000 shortfall=70.000 |

Rule: what was lost before is not missed twice
Given ReverseLot lost_t=40
| measured_t | day        | after |
| 60         | 2028-01-01 | A-L1 stored=70.000 lost=40.000 shortfall=10.000 |
| 50         | 2028-01-01 | A-L1 stored=70.000 lost=40.000 shortfall=20.000 |

Rule: not before the period ended
| measured_t | day        | zh | en |
| 100        | 2027-12-31 | 储备 A-L1 的中和期到 2027-12-31 才结束，不能提前结算。请在期满后按监测结果办理。 | The neutrality period of lot A-L1 runs to 2027-12-31; it cannot be settled before. Settle it afterwards by what was measured. |

Rule: once
Given SettleLot day=2028-01-01
| day        | zh | en |
| 2028-01-02 | 储备 A-L1 已结算（实测 100 吨），每批只结算一次。 | Lot A-L1 was settled already (100 t measured); each lot is settled once. |

Rule: a measurement is no less than nothing
| measured_t | day        | zh | en |
| -0.001     | 2028-01-01 | “实测量”填写的 -0.001 无法记账：须在 0 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The tonnes measured: -0.001 cannot be entered in the books. Give 0 to 1000000000, with no more than three decimals. |

Rule: there is such a lot, and a report
| lot  | report | day        | zh | en |
| Z-L1 |        | 2028-01-01 | 储备中没有 Z-L1。请核对储备编号。 | There is no lot Z-L1 in the reserve. Check its name. |
| A-L1 | ""     | 2028-01-01 | “监测报告编号”应为 1 至 60 个字，写成一行，不含控制字符。请改正后再提交。 | The number of the report needs 1 to 60 characters in one line, without control characters. Correct it and send it again. |

Rule: by a report of its own, not by that of the first measurement
Given OpenPlotFile plot=B
Given ScreenPlot plot=B
Given MeasurePlot plot=B report=R-0
| report | day        | zh | en |
| r-0    | 2028-01-01 | 报告 r-0 是收储时的核算报告，不能再作储备 A-L1 的期满监测报告。请填写重新监测的报告编号。 | Report r-0 is that of the first measurement; lot A-L1 is settled by the one of its new measurement. Give that number. |
