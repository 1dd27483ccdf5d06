#include "crypto/jwt.h"

#include <array>
#include <boost/json.hpp>

#include "base/encoding.h"

namespace rolecall::crypto {
namespace {

namespace bj = boost::json;

Error Refused(const char* why) { return {ErrorCode::kInvalidArgument, std::string("not a valid JWT: ") + why}; }

// Where the string ends whose opening quote stands before `at`, in valid JSON text: behind its closing quote.
std::size_t EndOfString(std::string_view text, std::size_t at) {
  while (true) {
    const std::size_t quote = text.find('"', at);
    std::size_t slashes = 0;
    while (text[quote - 1 - slashes] == '\\') ++slashes;
    at = quote + 1;
    if (slashes % 2 == 0) return at;
  }
}

// How many members the outermost object of this valid JSON text spells out. Boost.JSON keeps one of two members of
// the same name: counting them tells.
std::size_t CountMembers(std::string_view text) {
  std::size_t colons = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i++];
    if (c == '"') i = EndOfString(text, i);
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ':' && depth == 1) ++colons;
  }
  return colons;
}

// Into `object`, and its memory.
Result<void> ParseObject(std::string_view encoded, bj::object& object) {
  std::optional<std::string> text = Base64UrlDecode(encoded);
  if (!text) return Refused("a part is not base64url");
  bj::error_code error;
  bj::parse_options options;
  options.max_depth = 16;
  bj::value value = bj::parse(*text, error, object.storage(), options);
  if (error || !value.is_object()) return Refused("a part is not a JSON object");
  if (CountMembers(*text) != value.get_object().size()) return Refused("a member is there twice");
  object = std::move(value.get_object());
  return {};
}

// One block for both trees, which is let go as a whole when nothing lies in it any more: a copy of a part of a tree
// lies in the tree's memory too, and keeps it.
class TreeMemory : public bj::memory_resource {
 public:
  TreeMemory() {}  // NOLINT(modernize-use-equals-default): the block is not to be zeroed

 private:
  void* do_allocate(std::size_t size, std::size_t alignment) override { return memory_.allocate(size, alignment); }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const bj::memory_resource& other) const noexcept override { return this == &other; }

  std::array<unsigned char, 4096> block_;  // there is more if a token needs it
  bj::monotonic_resource memory_{block_.data(), block_.size()};
};

}  // namespace

struct Jwt::Trees {
  explicit Trees(const bj::storage_ptr& memory) : header(memory), claims(memory) {}
  bj::object header, claims;
};

const bj::object& Jwt::header() const { return trees_->header; }
const bj::object& Jwt::claims() const { return trees_->claims; }

Result<Jwt> Jwt::Parse(std::string_view text) {
  if (text.size() > kMaxJwtBytes) return Refused("it is too long");
  std::size_t first = text.find('.');
  std::size_t second = first == text.npos ? first : text.find('.', first + 1);
  if (second == text.npos || text.find('.', second + 1) != text.npos) return Refused("it has not three parts");
  const auto trees = std::make_shared<Trees>(bj::make_shared_resource<TreeMemory>());
  ROLECALL_RETURN_IF_ERROR(ParseObject(text.substr(0, first), trees->header));
  ROLECALL_RETURN_IF_ERROR(ParseObject(text.substr(first + 1, second - first - 1), trees->claims));
  const bj::object& header = trees->header;
  if (header.contains("crit")) return Refused("it has critical extensions");
  Jwt token;
  token.trees_ = trees;
  const bj::value* algorithm = header.if_contains("alg");
  if (algorithm == nullptr || !algorithm->is_string()) return Refused("it names no algorithm");
  std::optional<SignatureAlgorithm> known = ParseSignatureAlgorithm(algorithm->get_string());
  if (!known) return Refused("its algorithm is not allowed");
  token.algorithm_ = *known;
  if (const bj::value* key_id = header.if_contains("kid"); key_id != nullptr) {
    if (!key_id->is_string()) return Refused("its key id is not a string");
    token.key_id_ = std::string(key_id->get_string());
  }
  std::optional<std::string> signature = Base64UrlDecode(text.substr(second + 1));
  if (!signature || signature->empty()) return Refused("its signature is not base64url");
  token.signature_ = *std::move(signature);
  token.signed_text_ = std::string(text.substr(0, second));
  return token;
}

bool Jwt::VerifySignature(const PublicKey& key) const { return key.Verify(algorithm_, signed_text_, signature_); }

Result<std::string> SignJwt(const bj::object& claims, const PrivateKey& key, std::string_view key_id, bool with_typ) {
  SignatureAlgorithm algorithm = key.DefaultAlgorithm();
  bj::object header{{"alg", SignatureAlgorithmName(algorithm)}, {"kid", key_id}};
  if (with_typ) header["typ"] = "JWT";
  std::string text = Base64UrlEncode(bj::serialize(header)) + "." + Base64UrlEncode(bj::serialize(claims));
  ROLECALL_TRY(std::string signature, key.Sign(algorithm, text));
  return text + "." + Base64UrlEncode(signature);
}

}  // namespace rolecall::crypto
