package dev.tidemark.lineage;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Salted hashes of column values: HMAC-SHA256 (RFC 2104) of the value's text, in base64url.
 *
 * <p>The text of a value is what {@link #text} makes of Iceberg's internal form of it: whole
 * numbers in digits whatever their width, decimals without exponent, days and microseconds since
 * 1970 as numbers. So a column that is widened keeps its hashes. Not thread-safe.
 */
final class KeyHash {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SALT_BYTES = 16;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final Mac mac;

  KeyHash(String salt) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(salt), ALGORITHM));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(
          "This Java has no " + ALGORITHM + ", which every Java must have; use another one.",
          missing);
    }
  }

  static String newSalt() {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return TEXT.encodeToString(salt);
  }

  String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  String of(byte[] utf8) {
    return TEXT.encodeToString(mac.doFinal(utf8));
  }

  /** The text of a value in Iceberg's internal form. */
  static String text(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }
}
