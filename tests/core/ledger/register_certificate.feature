# A certificate that may offset is entered (R6).

Rule: its tonnes may be used until its last day; MWh count by the factor in force, rounded down
| kind           | unit | quantity | valid_until | after |
| carbon_ticket  | t    | 100      | 2027-06-30  | TP-1 tonnes=100.000 used=0 left=100.000 withdrawn=no |
| green_power    | MWh  | 100      | 2027-06-30  | TP-1 tonnes=53.660 |
| green_power    | MWh  | 0.010    | 2027-06-30  | TP-1 tonnes=0.005 |
| other          | t    | 0.001    | 2026-11-23  | TP-1 tonnes=0.001 until=2026-11-23 |

Rule: one that has expired is refused
| valid_until | zh | en |
| 2026-11-22  | 凭证 TP-1 的有效期到 2026-11-22，已过期，不能抵消。请改用有效凭证或购买。 | Certificate TP-1 was valid until 2026-11-22 and may no longer offset. Use a valid one, or buy. |

Rule: one from another county is refused
| place  | zh | en |
| 532301 | 凭证 TP-1 由 532301 签发，只有本县（532328）签发的凭证可以抵消。请改用本县凭证或购买。 | Certificate TP-1 was issued in 532301; only those of this county (532328) may offset. Use one of this county, or buy. |

Rule: there is something in it
| quantity | zh | en |
| 0        | “凭证数量”填写的 0 无法记账：须在 0.001 至 1000000000 之间，小数不超过三位。请改正后再提交。 | The certificate's quantity: 0 cannot be entered in the books. Give 0.001 to 1000000000, with no more than three decimals. |

Rule: a serial counts once, however it is typed
Given RegisterCertificate serial=TP-1
| serial | zh | en |
| TP-1   | 凭证 TP-1 已经登记，同一编号只能登记一次。请核对是否重复使用。 | Certificate TP-1 is registered already; a serial counts once. Check whether it is being used twice. |
| tp-1   | 凭证 TP-1 已经登记，同一编号只能登记一次。请核对是否重复使用。 | Certificate TP-1 is registered already; a serial counts once. Check whether it is being used twice. |
| ＴＰ－１ | 凭证 TP-1 已经登记，同一编号只能登记一次。请核对是否重复使用。 | Certificate TP-1 is registered already; a serial counts once. Check whether it is being used twice. |

Rule: kinds and units are known ones
| kind  | unit | zh | en |
| voucher | t  | 凭证 TP-1 的类型“voucher”不在登记范围内。请选择碳票、绿证、绿电或其他。 | “voucher” is no known kind of certificate (TP-1). Choose carbon ticket, green certificate, green power or other. |
| carbon_ticket     | MWh | 凭证 TP-1 的单位应为 t，填写的是 MWh：碳票以吨计，绿证、绿电以兆瓦时计。请核对凭证后改正。 | Certificate TP-1 is to be in t and is given in MWh: carbon tickets count in tonnes, green certificates and green power in MWh. Check the certificate and correct it. |
| green_certificate | t   | 凭证 TP-1 的单位应为 MWh，填写的是 t：碳票以吨计，绿证、绿电以兆瓦时计。请核对凭证后改正。 | Certificate TP-1 is to be in MWh and is given in t: carbon tickets count in tonnes, green certificates and green power in MWh. Check the certificate and correct it. |
| other | kg   | 凭证 TP-1 的单位“kg”无法折算。请填吨或兆瓦时。 | The unit “kg” of certificate TP-1 cannot be converted. Give t or MWh. |

Rule: nothing that points at a person stands in any text, for the journal is public; numbers of papers may be as long
| issuer | zh | en |
| 张三13812345678 | “138…”像是电话、身份证或银行账号。账目对公众公开，请删去后再提交。 | “138…” looks like a phone, identity or bank account number. The journal is public: take it out and send again. |

Rule: … in their own fields
| serial             | after |
| 532328202611230017 | 532328202611230017 tonnes=100.000 |
