# A hold whose last day has passed ends by itself.
Given StoreLot
Given RegisterCertificate
Given HoldOrder offsets=TP-1:8 amount_cny=30.30

Rule: on the day after its last, tonnes and certificates return
| day        | role   | after |
| 2026-12-09 | system | O-1 status=released; A-L1 held=0.000 available=100.000; TP-1 used=0.000 left=100.000 |

Rule: … on its last day it still holds
| day        | zh | en |
| 2026-12-08 | 订单 O-1 冻结到 2026-12-08，期内不自动退回。需要提前退回的，请办理撤回。 | Order O-1 is held until the end of 2026-12-08; it does not expire before. To give its tonnes back now, withdraw it. |

Rule: what is paid does not expire
Given RecordPayment amount_cny=30.30
| day        | zh | en |
| 2026-12-09 | 订单 O-1 现为“已付款”，这项业务只能对“已冻结”的订单办理。请刷新后核对。 | Order O-1 is paid; this can only be done to an order that is held. Reload and check. |

Rule: there is such an order
| order | zh | en |
| O-9   | 没有编号为 O-9 的订单。请核对编号。 | There is no order O-9. Check its number. |

Rule: tonnes that burned meanwhile do not return; they make up for the shortfall
Given ReverseLot lost_t=100
| day        | after |
| 2026-12-09 | A-L1 stored=0.000 held=0.000 available=0.000 shortfall=0.000 |
