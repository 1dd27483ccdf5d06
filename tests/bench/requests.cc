// Makes what the load on the server is made of: a foreign issuer's key set, and requests as load.cc sends them.
//
//   rolecall_bench_requests DIR HOST:PORT ACCESS_KEY_ID REGION ROLE_ARN NAME TOKENS   (secret key in
//   AWS_SECRET_ACCESS_KEY)
//
// Writes DIR/jwks.json, DIR/tokens.txt (one form body with a token of its own a line), and signed calls (headers a
// line, an empty line, the body): DIR/secret.txt (GetSecretValue of NAME), DIR/parameter.txt (GetParameter of /NAME,
// decrypted) and, of the ciphertext in DIR/ciphertext (base64), DIR/decrypt.txt (Decrypt).
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "aws/sigv4/sigv4.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "crypto/jwk.h"
#include "crypto/jwt.h"
#include "crypto/key.h"
#include "http/message.h"

namespace rolecall {
namespace {

constexpr const char* kIssuer = "https://bench.example.com/issuer";

std::string TokenBody(const crypto::PrivateKey& key, const std::string& key_id, const std::string& role,
                      std::int64_t now, int number) {
  const boost::json::object claims{{"iss", kIssuer},
                                   {"sub", "system:serviceaccount:bench:app"},
                                   {"aud", boost::json::array{"sts.amazonaws.com"}},
                                   {"iat", now},
                                   {"nbf", now},
                                   {"exp", now + 86400},
                                   {"jti", std::to_string(number)}};
  const Result<std::string> token = crypto::SignJwt(claims, key, key_id);
  ROLECALL_CHECK(token.ok());
  return "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=bench&RoleArn=" + PercentEncode(role) +
         "&WebIdentityToken=" + *token;
}

void WriteTokens(const std::string& directory, const std::string& role, int count) {
  SystemClock clock;
  Result<crypto::PrivateKey> key = crypto::PrivateKey::Generate(crypto::KeyKind::kRsa2048);
  ROLECALL_CHECK(key.ok());
  const std::string key_id = key->public_key().KeyId();
  std::ofstream(directory + "/jwks.json") << crypto::KeySet({{key_id, key->public_key()}}).ToJson();
  std::ofstream out(directory + "/tokens.txt");
  const std::int64_t now = UnixSeconds(clock.Now());
  for (int i = 0; i < count; ++i) out << TokenBody(*key, key_id, role, now, i) << "\n";
}

struct JsonCall {
  const char* file;     // "secret.txt"
  const char* service;  // "secretsmanager"
  const char* target;   // "secretsmanager.GetSecretValue"
  boost::json::object input;
};

void WriteRequest(const std::string& directory, const std::string& host, const std::string& key_id,
                  const std::string& region, const JsonCall& call) {
  SystemClock clock;
  const char* secret_key = std::getenv("AWS_SECRET_ACCESS_KEY");
  ROLECALL_CHECK(secret_key != nullptr);
  http::ClientRequest request;
  request.method = "POST";
  request.url = "http://" + host + "/";
  request.headers.Set("Host", host);
  request.headers.Set("Content-Type", "application/x-amz-json-1.1");
  request.headers.Set("X-Amz-Target", call.target);
  request.body = boost::json::serialize(call.input);
  aws::Credentials credentials;
  credentials.access_key_id = key_id;
  credentials.secret_access_key = Secret(secret_key);
  aws::SignHeaders(request, credentials, {.region = region, .service = call.service}, clock.Now(),
                   aws::PayloadHash::kComputed);
  std::ofstream out(directory + "/" + call.file);
  for (const http::Header& header : request.headers) out << header.name << ": " << header.value << "\n";
  out << "\n" << request.body;
}

}  // namespace
}  // namespace rolecall

int main(int argc, char** argv) {
  if (argc != 8) {
    std::cerr << "usage: rolecall_bench_requests DIR HOST:PORT ACCESS_KEY_ID REGION ROLE_ARN NAME TOKENS\n";
    return 1;
  }
  const int tokens = std::atoi(argv[7]);
  if (tokens > 0) rolecall::WriteTokens(argv[1], argv[5], tokens);
  const std::string name = argv[6];
  rolecall::WriteRequest(argv[1], argv[2], argv[3], argv[4],
                         {"secret.txt", "secretsmanager", "secretsmanager.GetSecretValue", {{"SecretId", name}}});
  rolecall::WriteRequest(
      argv[1], argv[2], argv[3], argv[4],
      {"parameter.txt", "ssm", "AmazonSSM.GetParameter", {{"Name", "/" + name}, {"WithDecryption", true}}});
  std::string ciphertext;
  std::ifstream(std::string(argv[1]) + "/ciphertext") >> ciphertext;
  rolecall::WriteRequest(argv[1], argv[2], argv[3], argv[4],
                         {"decrypt.txt",
                          "kms",
                          "TrentService.Decrypt",
                          {{"CiphertextBlob", ciphertext}, {"EncryptionContext", {{"app", "bench"}}}}});
  return 0;
}
