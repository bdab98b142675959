package dev.tidemark.control.generate;

import java.util.Locale;

/** What an event means to the shop. */
enum Kind {
  ORDER,
  ORDER_LINE,
  PURCHASE,
  CANCELLED_LINE,
  REFUND,
  CORRECTION,
  PRODUCT_LISTED,
  PRODUCT_REPRICED,
  PRODUCT_RENAMED,
  PRODUCT_WRITTEN_OFF,
  PRODUCT_BACK,
  ACCOUNT_OPENED,
  ACCOUNT_CHANGED,
  ACCOUNT_CLOSED,
  ISSUE_OPENED,
  ISSUE_CLOSED,
  ISSUE_REOPENED,
  ISSUE_DELETED,
  CONTACT,
  AGENT_TURN;

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
