# What is left of a certificate may no longer be used.
Given StoreLot
Given RegisterCertificate

Rule: nothing is left of it; what an order used stays used
| serial | after |
| TP-1   | TP-1 left=0 withdrawn=yes |

Rule: … also with an order that used some
Given HoldOrder offsets=TP-1:8 amount_cny=30.30
| serial | after |
| TP-1   | TP-1 used=8.000 left=0; O-1 status=held offset=8.000 |

Rule: it needs a reason
| reason | zh | en |
| " "    | 这项业务须写明理由。请填写后再提交。 | This act needs a reason. Write one and send it again. |

Rule: once, and only a known one
Given WithdrawCertificate
| serial | zh | en |
| TP-1   | 凭证 TP-1 已撤销，不能再用。请改用其他凭证或购买。 | Certificate TP-1 was withdrawn and cannot be used. Use another one, or buy. |
| TP-2   | 没有登记编号为 TP-2 的凭证。请核对编号，或先登记该凭证。 | No certificate TP-2 is registered. Check the serial or register the certificate first. |
