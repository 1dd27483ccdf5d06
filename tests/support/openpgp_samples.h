// A key of the tests, another that has expired, and what they signed: made by tests/support/openpgp.py.
#ifndef ROLECALL_TESTS_SUPPORT_OPENPGP_SAMPLES_H_
#define ROLECALL_TESTS_SUPPORT_OPENPGP_SAMPLES_H_

namespace rolecall {

inline constexpr char kSignedDocument[] = "the document\n";
inline constexpr char kTestKey[] =
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
    "\n"
    "xv8AAAENBGVT8QABCAC/Nh4qkb7A01AMLYUL1E3p23NOGoNC9dsWRgydMvZXge8f\n"
    "DvJH73Aq7x6Ny64uupTd76amvXFnSfdYujEgT4atq1H1J/EZGHJM4bAYq5IBCnVz\n"
    "+AY5KOr9LoMpv8p9d7Shy9PUEazzZCfHALP6qzbF+vN7A3nCG+JC+bPqpVNUHR3g\n"
    "6Ew1rPfgIIWUHqQMyo3N1aX3o3l+vcbQiegVq3cB5+KaxKiQb4q8JcaFRMm1m4mG\n"
    "o7pbA2uD8LZg7ldrUFhAkMVWFCk4tyXx9/8Sa8Fi6P6j3ifTpuT4MnDJ2pIwx1/X\n"
    "+MKl4D4NHom5sdQg+hWH4NLVlvll7/7c1KgoVNHZABEBAAHNF1Rlc3RzIDx0ZXN0\n"
    "c0Bsb2NhbGhvc3Q+wv8AAAEfBBMBCAAJBQJlU/EAAhsDAAoJEC1CQi1I90RJEJMH\n"
    "/idaIyaYcch8HnM6DvmyW9vWFc011xeSBbPA6+A6FhGRvTENA2g0+hTSWHfXYb7x\n"
    "FxnBAgqzeMkAfu39MHK3acv1HSRfMxlcXQOaQ60vol0g5WhuRFc0ENvJ+0bWEv7S\n"
    "T1r+5zQbL77T7jgGr9Ta0D+BgNpxWJshL4gsnYHi0Gr1wZP8sN9m6uLmAStlpFST\n"
    "AFZgvUZ+jhPWWj1B1U4jQSjSktPzyf4F0lOfDx5cse0sVaXhX15ZGuRqdHBC0oYH\n"
    "narwrZETXF1Z/F26Il2cGdbcO15jBB4Vb55pLfNv8r07A9piqexO44tja/ARmGv9\n"
    "nyj5CvGXACmJ2uwejnoss6U=\n"
    "=kMBd\n"
    "-----END PGP PUBLIC KEY BLOCK-----\n";
inline constexpr char kTestKeyId[] = "2D42422D48F74449";
// In base64, as the next.
inline constexpr char kTestSignature[] =
    "wv8AAAEcBAABCAAGBQJlU/E8AAoJEC1CQi1I90RJ19wH/1jMvsoXPouw9NDcy+NVLTjTYfyxEca4z2UCVZhhr/2o4e0DNL/CQiTG"
    "YKxOIZzF8ppwWt7Rsu37NGhj0WIAImtpeveWzsJuNJml5JIdCRBNJLJ5ZpWBRUfKegr5u0yktp3HJt1ePIss8o1jOu/GTihqp5iM"
    "nNcINH6P0vHVDCQ0QBiPWN6hfDXZteERZ7ptnYXbaa/P3PfjRq7SznPV1641JcxUkl5kxOXdyvklOZanXbrB6kxBg1RECAWYmUaw"
    "Z9IbPmAqfDep3WC332oMxy0idAL/zbxDK3HnknOTys0GL6/QAgbKX9y1Y9bJm0PsaYDqzVh+EEfPcHRQZPGwtBY=";
inline constexpr char kExpiredKey[] =
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
    "\n"
    "xv8AAAENBGVT8QABCAC1dz3DBhmC8h3abX8RVTn/uJMPABlFOXTL0h4SMe4za21Q\n"
    "iAv+HitkIQ0KpcjS21kjyrglFgnku9zxPvl8YqyB87Bh+nsWPIfYhkN9QWMx6yqu\n"
    "+ofSn6NRmGK4aXv7xUHQeZoMcSHVL2oT9QJH3e12do6ukIbKr2BXIpBF2MIIIY4x\n"
    "qiIsel/YFNBHf2hdAv2z2LrtXQZbUolH/6qBTJfpApodZTMFyBjVBfwRW9/x+kk+\n"
    "5IxyO8sZ+U2c7h10ZnaaQwb+y2dXmid9hR+DqCHlxbCs7VEd8atCXpcMUDbF+B5/\n"
    "M/UEMinNGXzKpsPQiPK1aZSoDykgj1IaydzUtBeTABEBAAHNE09sZCA8b2xkQGxv\n"
    "Y2FsaG9zdD7C/wAAASUEEwEIAA8FAmVT8QACGwMFCQABUYAACgkQcFlGekHYvr3e\n"
    "WQgAl6KcTPmhz+qBotLBoqr2mogxI/ROWo4h44dkzksevBRTxM1+LwNOkPuTXMIG\n"
    "b0IgqGAoelyuyMzbPjUBBCHE4BaZ+vdfYYTdETxibNH4FBK6KdbudTI1zAwP6Ztg\n"
    "UKxLPVoWmucb7h6tNJuekGZoxYitacZ+SrOtz0bP9Y4QMlPV1roktQ6T8l2FT4l/\n"
    "OP5T4cfooDbVPoLVfHqbMeg15m5a05z2l+wJ9V48qgUdLGJ5f+j9u5f9q5Ha9HJ1\n"
    "HS6MI74nmuac1g5f4n8Y5Uxz9iS9m8REcC2U8XWz77Ekh3+sXJ6Y/iWaA0rXjxQK\n"
    "LVVcAlkapu7/69XhSUBJrAMUHQ==\n"
    "=Waod\n"
    "-----END PGP PUBLIC KEY BLOCK-----\n";
inline constexpr char kExpiredKeyId[] = "7059467A41D8BEBD";
inline constexpr char kExpiredSignature[] =
    "wv8AAAEcBAABCAAGBQJlU/E8AAoJEHBZRnpB2L6919wIAKSqGUWUnoCVX6zjYMtZJlf4mZaMLGui1QgGvey8PK/Haavbx06mkxWp"
    "ik2ALrrj92EYyC8vWiXM+ZVaidMd7WSMVt64lAlR0Uq8XoP39QDqNbi37BUuAyr8eBK4s4AZdzNGzW/uZqOqtZt9NofpuCQNI+Jz"
    "x5FHcx3URzvsPkklKCHFXFWwUt/IfjoTPPcJ5oM3Ao+LyrLnZhyzD3bC3SXaRmnJW+G23SVkvQGrmSvwuIYRcy6Z/uDz6ur1yoa4"
    "5FEjqLd8UBArTYTUAh2/XJjEHJGxo/BreF1ugbPTcIX+5ysag2t2CwdT58bIUm2eXDOcBR+uGmpQrMJoft6Z0Wc=";

}  // namespace rolecall

#endif  // ROLECALL_TESTS_SUPPORT_OPENPGP_SAMPLES_H_
