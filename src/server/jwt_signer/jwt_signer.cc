#include "server/jwt_signer/jwt_signer.h"

#include <server/jwt_signer/external_jwt.pb.h>

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "base/encoding.h"
#include "crypto/jwt.h"

namespace rolecall::server {
namespace {

namespace bj = boost::json;

// Clocks of two machines differ; here both are on one, mostly.
constexpr std::chrono::seconds kClockMargin{60};
constexpr std::int64_t kYear9999 = 253402300799;

Error NotAToken(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

// "system:serviceaccount:NAMESPACE:NAME".
bool IsServiceAccount(std::string_view subject) {
  constexpr std::string_view kStart = "system:serviceaccount:";
  if (!subject.starts_with(kStart)) return false;
  subject.remove_prefix(kStart.size());
  const std::size_t colon = subject.find(':');
  return colon != 0 && colon != subject.npos && colon + 1 < subject.size() &&
         subject.find(':', colon + 1) == subject.npos;
}

std::optional<std::int64_t> SecondsOf(const bj::object& claims, std::string_view name) {
  const bj::value* found = claims.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return found->get_int64();
}

bool IsText(const bj::object& claims, std::string_view name, std::string_view text) {
  const bj::value* found = claims.if_contains(name);
  return found != nullptr && found->is_string() && std::string_view(found->get_string()) == text;
}

std::string TextOf(const bj::object& claims, std::string_view name) {
  const bj::value* found = claims.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

// What the record of a token says of its claims.
void Note(const bj::object& claims, AskedToken& asked) {
  asked.subject = TextOf(claims, "sub");
  asked.token_id = TextOf(claims, "jti");
  asked.expires = SecondsOf(claims, "exp");
  if (asked.expires && (*asked.expires < 0 || *asked.expires > kYear9999)) asked.expires.reset();
  asked.audiences = TextOf(claims, "aud");
  const bj::value* audiences = claims.if_contains("aud");
  if (audiences != nullptr && audiences->is_array()) {
    for (const bj::value& one : audiences->get_array()) {
      if (one.is_string()) asked.audiences.append(asked.audiences.empty() ? "" : ", ").append(one.get_string());
    }
  }
  const bj::value* cluster = claims.if_contains("kubernetes.io");
  const bj::value* pod =
      cluster != nullptr && cluster->is_object() ? cluster->get_object().if_contains("pod") : nullptr;
  if (pod != nullptr && pod->is_object()) asked.pod = TextOf(pod->get_object(), "name");
}

std::string MethodOf(std::string_view path) {
  for (const std::string_view service : {"/v1.ExternalJWTSigner/", "/v1alpha1.ExternalJWTSigner/"}) {
    if (path.starts_with(service)) return std::string(path.substr(service.size()));
  }
  return "";
}

template <typename Message>
GrpcAnswer Answered(const Message& message) {
  return {GrpcStatus::kOk, message.SerializeAsString()};
}

}  // namespace

GrpcAnswer JwtSigner::Answer(const GrpcPeer& peer, std::string_view method, std::string_view message) const {
  const std::string name = MethodOf(method);
  if (name == "FetchKeys") return FetchKeys();
  if (name == "Metadata") {
    wire::MetadataResponse metadata;
    metadata.set_max_token_expiration_seconds(services::oidc::kMaxTokenLifetime.count());
    return Answered(metadata);
  }
  if (name != "Sign") return {GrpcStatus::kUnimplemented, "unknown method"};
  if (!record_.can()) return {GrpcStatus::kUnavailable, "the audit log cannot be written: nothing is signed"};
  AskedToken asked{.peer = peer, .issuer = issuer_.url()};
  GrpcAnswer answer = Sign(message, asked);
  if (answer.status != GrpcStatus::kOk) asked.refusal = answer.message;
  record_.write(asked);
  return answer;
}

Result<void> JwtSigner::Check(std::string_view claims, Time now, AskedToken& asked) const {
  if (claims.size() > kMaxClaims) return NotAToken("the claims are larger than 16 KiB");
  // As STS reads tokens: what names a claim twice is none.
  const Result<crypto::Jwt> token = crypto::Jwt::Parse(Base64UrlEncode(R"({"alg":"ES256"})") + "." +
                                                       std::string(claims) + "." + Base64UrlEncode("unsigned"));
  if (!token.ok()) return NotAToken("the claims are not a token's: " + token.error().message);
  const bj::object& object = token->claims();
  Note(object, asked);
  if (!IsText(object, "iss", issuer_.url())) {
    return NotAToken("the claim iss is not " + issuer_.url() + ": the API server's --service-account-issuer must be");
  }
  const bj::value* subject = object.if_contains("sub");
  if (subject == nullptr || !subject->is_string() || !IsServiceAccount(std::string_view(subject->get_string()))) {
    return NotAToken("the claim sub is not system:serviceaccount:NAMESPACE:NAME");
  }
  const std::optional<std::int64_t> expires = SecondsOf(object, "exp");
  if (!expires || *expires <= UnixSeconds(now)) return NotAToken("the claim exp is not a time to come");
  if (*expires > UnixSeconds(now + services::oidc::kMaxTokenLifetime + kClockMargin)) {
    return NotAToken("the claim exp is more than " + std::to_string(services::oidc::kMaxTokenLifetime.count()) +
                     " seconds from now");
  }
  return {};
}

GrpcAnswer JwtSigner::Sign(std::string_view message, AskedToken& asked) const {
  wire::SignJWTRequest request;
  if (!request.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    return {GrpcStatus::kInvalidArgument, "the request is not a SignJWTRequest"};
  }
  const Time now = clock_.Now();
  const Result<void> good = Check(request.claims(), now, asked);
  if (!good.ok()) return {GrpcStatus::kInvalidArgument, good.error().message};
  const services::oidc::SigningKeys keys = issuer_.signing_keys();
  const crypto::PrivateKey& key = keys.SignerAt(now).key;
  const crypto::SignatureAlgorithm algorithm = key.DefaultAlgorithm();
  asked.key_id = key.public_key().KeyId();
  // These three and no others: the API server takes no header that it does not know.
  const bj::object header{{"alg", crypto::SignatureAlgorithmName(algorithm)}, {"kid", asked.key_id}, {"typ", "JWT"}};
  wire::SignJWTResponse response;
  response.set_header(Base64UrlEncode(bj::serialize(header)));
  const Result<std::string> signature = key.Sign(algorithm, response.header() + "." + request.claims());
  if (!signature.ok()) return {GrpcStatus::kInternal, "the token could not be signed"};
  response.set_signature(Base64UrlEncode(*signature));
  return Answered(response);
}

GrpcAnswer JwtSigner::FetchKeys() const {
  wire::FetchKeysResponse response;
  const crypto::KeySet keys = issuer_.public_keys();
  for (const crypto::PublishedKey& published : keys.keys()) {
    wire::Key& key = *response.add_keys();
    key.set_key_id(published.key_id);
    key.set_key(published.key.ToDer());
  }
  response.mutable_data_timestamp()->set_seconds(UnixSeconds(clock_.Now()));
  response.set_refresh_hint_seconds(kKeyRefresh.count());
  return Answered(response);
}

}  // namespace rolecall::server
