// Methods and key providers by themselves: what they make, and what they refuse.
#include "engine/encryption/method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "engine/encryption/encryption.h"
#include "engine/encryption/envelope.h"
#include "engine/encryption/key_provider.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

using testing::HasSubstr;
using testing::Not;
using value::Value;

Value Bytes(const std::string& bytes) { return KeyPairValue({Secret(bytes), Secret()}).Get("encryption_key"); }
Value Keys(const std::string& encryption, const std::string& decryption) {
  return KeyPairValue({Secret(encryption), Secret(decryption)});
}
Value Words(const std::vector<std::string>& words) {
  std::vector<Value> items;
  for (const std::string& word : words) items.push_back(Text(word));
  return Value::Tuple(std::move(items));
}
std::vector<std::string> Shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

class MethodTest : public testing::Test {
 protected:
  // Null, with what is wrong in `error_`.
  std::unique_ptr<CipherMethod> Make(const std::string& type, const MethodArguments& arguments) {
    Result<std::unique_ptr<CipherMethod>> made = MakeMethod(type, arguments, context_);
    error_ = made.ok() ? "" : made.error().message;
    if (!made.ok()) {
      EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
    }
    return made.ok() ? *std::move(made) : nullptr;
  }
  std::string Provide(Result<ProvidedKeys> (*provide)(const KeyRequest&), const std::map<std::string, Value>& arguments,
                      Purpose purpose, const std::optional<std::string>& metadata = std::nullopt) {
    const Value object = Value::Object(arguments);
    const Result<ProvidedKeys> provided = provide({object, metadata, purpose, context_});
    provided_ = provided.ok() ? *provided : ProvidedKeys();
    return provided.ok() ? "" : provided.error().message;
  }
  // The diagnostics of a whole block.
  std::string Problems(const std::string& text) {
    diag::Diagnostics diagnostics;
    std::optional<EncryptionBlock> block = ParseEncryption(text, diagnostics);
    if (block && !diagnostics.HasErrors()) {
      MakeEncryption(*std::move(block), std::make_shared<EncryptionScope>(), context_, diagnostics);
    }
    std::string problems;
    for (const diag::Diagnostic& one : diagnostics.list()) problems += one.summary + ": " + one.detail + "\n";
    return problems;
  }

  FakeContext fake_;
  BackendContext context_ = fake_.Use();
  ProvidedKeys provided_;
  std::string error_;
};

TEST_F(MethodTest, AesGcmOpensWhatItSealedWithTheSameDataBeside) {
  for (const std::size_t size : {16u, 24u, 32u}) {
    const std::string key(size, 'k');
    const auto method = Make("aes_gcm", {{"keys", Keys(key, key)}, {"aad", Bytes("beside")}});
    ASSERT_NE(method, nullptr) << error_;
    const auto sealed = method->Seal("plain");
    ASSERT_TRUE(sealed.ok());
    EXPECT_THAT(*sealed, Not(HasSubstr("plain")));
    EXPECT_EQ(*method->Open(*sealed), "plain");
    const auto other = Make("aes_gcm", {{"keys", Keys(key, key)}, {"aad", Value::Null(value::Type::Dynamic())}});
    ASSERT_NE(other, nullptr) << error_;
    const auto opened = other->Open(*sealed);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
    EXPECT_EQ(opened.error().message, "decryption failed: cipher: message authentication failed");
  }
}

TEST_F(MethodTest, WithoutAKeyToOpenNothingIsOpened) {
  const auto method = Make("aes_gcm", {{"keys", Keys(std::string(32, 'k'), "")}});
  ASSERT_NE(method, nullptr) << error_;
  const auto opened = method->Open(*method->Seal("plain"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
  EXPECT_THAT(opened.error().message, HasSubstr("no decryption key available"));
}

TEST_F(MethodTest, AesGcmTellsWhatIsWrongWithItsArguments) {
  const std::string key(32, 'k');
  EXPECT_EQ(Make("aes_gcm", {{"keys", Keys("short", "")}}), nullptr);
  EXPECT_EQ(error_,
            "invalid method configuration: AES-GCM requires the key length to be one of: [16, 24, 32], received 5 "
            "bytes in the encryption key");
  EXPECT_EQ(Make("aes_gcm", {{"keys", Keys(key, "four")}}), nullptr);
  EXPECT_THAT(error_, HasSubstr("received 4 bytes in the decryption key"));
  for (const Value& aad : {Text("beside"), Value::Tuple({Value::Int(256)}), Value::Tuple({Value::Int(-1)}),
                           Value::Tuple({Text("1")}), Value::Tuple({Value::Null(value::Type::Number())})}) {
    EXPECT_EQ(Make("aes_gcm", {{"keys", Keys(key, key)}, {"aad", aad}}), nullptr);
    EXPECT_EQ(error_, "invalid method configuration: aad must be a list of numbers from 0 to 255");
  }
  for (const Value& keys : {Text("key"), Value::Null(value::Type::Dynamic()), Value::Int(1)}) {
    EXPECT_EQ(Make("aes_gcm", {{"keys", keys}}), nullptr);
    EXPECT_EQ(error_, "Expected a key_provider compatible value, found something else instead");
  }
  EXPECT_EQ(Make("aes_gcm", {{"keys", Value::Object({{"decryption_key", Bytes(key)}})}}), nullptr);
  EXPECT_THAT(error_, HasSubstr("An encryption_key value is required"));
  EXPECT_EQ(Make("aes_gcm", {{"keys", Value::Object({{"encryption_key", Text("k")}})}}), nullptr);
  EXPECT_EQ(error_, "Keys must be lists of numbers from 0 to 255");
}

constexpr const char* kMethodHeader = R"(echo '{"magic":"OpenTofu-External-Encryption-Method","version":1}'; )";

// The programs answer with what they were asked, in base64: so it is seen what they get.
TEST_F(MethodTest, AProgramSealsAndOpensAndGetsItsKey) {
  const std::vector<std::string> echo = Shell(std::string("in=$(cat); ") + kMethodHeader +
                                              R"sh(printf '{"payload":"%s"}' "$(printf %s "$in" | base64 -w0)")sh");
  const auto method =
      Make("external",
           {{"keys", Keys("seals", "opens")}, {"encrypt_command", Words(echo)}, {"decrypt_command", Words(echo)}});
  ASSERT_NE(method, nullptr) << error_;
  const auto sealed = method->Seal("plain");
  ASSERT_TRUE(sealed.ok()) << sealed.error().message;
  EXPECT_EQ(*sealed, R"({"key":")" + Base64Encode("seals") + R"(","payload":")" + Base64Encode("plain") + R"("})");
  const auto opened = method->Open("sealed");
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(*opened, R"({"key":")" + Base64Encode("opens") + R"(","payload":")" + Base64Encode("sealed") + R"("})");

  const auto keyless = Make("external", {{"keys", Value::Null(value::Type::Dynamic())},
                                         {"encrypt_command", Words(echo)},
                                         {"decrypt_command", Words(echo)}});
  ASSERT_NE(keyless, nullptr) << error_;
  EXPECT_EQ(*keyless->Open("sealed"), R"({"payload":")" + Base64Encode("sealed") + R"("})");
  const auto seals_only = Make(
      "external", {{"keys", Keys("seals", "")}, {"encrypt_command", Words(echo)}, {"decrypt_command", Words(echo)}});
  ASSERT_NE(seals_only, nullptr) << error_;
  EXPECT_EQ(seals_only->Open("sealed").error().code, ErrorCode::kUnauthenticated);
}

TEST_F(MethodTest, AProgramThatAnswersWronglySealsNothing) {
  const auto says = [&](const std::string& script) {
    const auto method =
        Make("external", {{"encrypt_command", Words(Shell(script))}, {"decrypt_command", Words({"/bin/false"})}});
    if (method == nullptr) return error_;
    const auto sealed = method->Seal("plain");
    if (sealed.ok()) return "sealed " + *sealed;
    EXPECT_EQ(sealed.error().code, ErrorCode::kUnavailable);
    return sealed.error().message;
  };
  const std::string header = std::string("cat >/dev/null; ") + kMethodHeader;
  EXPECT_EQ(says(header + "echo '{\"payload\":\"aGk=\"}'"), "sealed hi");
  EXPECT_EQ(says(header + "echo '{\"payload\":\"\"}'"), "sealed ");
  for (const char* answer : {"{}", "{\"payload\":\"not base64!\"}"}) {
    EXPECT_EQ(says(header + "echo '" + answer + "'"), "the external encryption method returned no payload") << answer;
  }
  for (const char* answer : {"[]", "nonsense", ""}) {
    EXPECT_EQ(says(header + "echo '" + answer + "'"), "the external command returned an invalid JSON response");
  }
  EXPECT_EQ(says("cat >/dev/null; printf x"), "the external command did not begin with a line that names its protocol");
  EXPECT_EQ(says(R"(cat >/dev/null; echo '{"magic":"OpenTofu-External-Encryption-Method","version":2}')"),
            "the external command speaks another version of the protocol than 1");
  EXPECT_THAT(says("cat >/dev/null; exit 3"), HasSubstr("the external command failed: "));
}

TEST_F(MethodTest, AnExternalMethodNeedsBothItsCommands) {
  const Value good = Words({"/bin/true"});
  EXPECT_EQ(Make("external", {{"encrypt_command", Words({})}, {"decrypt_command", good}}), nullptr);
  EXPECT_EQ(error_, "invalid method configuration: the encrypt_command option is required");
  EXPECT_EQ(Make("external", {{"encrypt_command", good}}), nullptr);
  EXPECT_EQ(error_, "invalid method configuration: the decrypt_command option is required");
  EXPECT_EQ(Make("external", {{"encrypt_command", good}, {"decrypt_command", Words({"", "x"})}}), nullptr);
  EXPECT_EQ(error_, "invalid method configuration: the first entry of decrypt_command must not be empty");
  EXPECT_EQ(Make("external", {{"encrypt_command", Value::Int(1)}, {"decrypt_command", good}}), nullptr);
  EXPECT_THAT(error_, HasSubstr("invalid method configuration: "));
  EXPECT_EQ(Make("external", {{"keys", Text("k")}, {"encrypt_command", good}, {"decrypt_command", good}}), nullptr);
  EXPECT_THAT(error_, HasSubstr("Expected a key_provider compatible value"));
}

TEST_F(MethodTest, Pbkdf2RefusesWhatMakesNoKey) {
  const auto says = [&](std::map<std::string, Value> arguments) {
    return Provide(ProvidePbkdf2, arguments, Purpose::kSeal);
  };
  const Value phrase = Text("correct horse battery staple");
  EXPECT_EQ(says({}), "no passphrase provided and no chained provider defined");
  EXPECT_EQ(says({{"passphrase", phrase}, {"chain", Keys("k", "k")}}), "passphrase and chain are mutually exclusive");
  EXPECT_EQ(says({{"chain", Keys("", "")}}), "no encryption key provided from upstream key provider");
  EXPECT_EQ(says({{"chain", Keys("short", "")}}),
            "upstream key provider supplied an encryption key that is too short (minimum 16 characters)");
  EXPECT_EQ(says({{"chain", Keys(std::string(16, 'k'), "short")}}),
            "upstream key provider supplied an decryption key that is too short (minimum 16 characters)");
  EXPECT_EQ(says({{"passphrase", phrase}, {"key_length", Value::Int(0)}}), "the key length must be larger than zero");
  EXPECT_EQ(says({{"passphrase", phrase}, {"iterations", Value::Int(0)}}),
            "the number of iterations must be larger than zero");
  EXPECT_EQ(says({{"passphrase", phrase}, {"iterations", Value::Int(199999)}}),
            "the number of iterations is dangerously low (<200000), refusing to generate key");
  EXPECT_EQ(says({{"passphrase", phrase}, {"salt_length", Value::Int(0)}}), "the salt length must be larger than zero");
  for (const auto& [name, most] : {std::pair("key_length", 1024), {"iterations", 100000000}, {"salt_length", 4096}}) {
    EXPECT_THAT(says({{"passphrase", phrase}, {name, Value::Int(most + 1)}}), HasSubstr("is too large")) << name;
  }
  EXPECT_EQ(says({{"passphrase", phrase}, {"hash_function", Text("md5")}}), "invalid hash function name: md5");
  EXPECT_NE(says({{"passphrase", phrase}, {"key_length", Text("many")}}), "");
  EXPECT_EQ(says({{"passphrase", phrase}, {"iterations", Value::Int(200000)}, {"key_length", Value::Int(24)}}), "");
  EXPECT_EQ(provided_.keys.encryption.Reveal().size(), 24u);
  EXPECT_TRUE(provided_.keys.decryption.empty());
}

TEST_F(MethodTest, AChainWithoutAKeyToOpenOpensNothing) {
  const std::string stored = R"({"salt":"AAAA","iterations":200000,"hash_function":"sha256","key_length":32})";
  const Value upstream = Keys(std::string(16, 'k'), "");
  EXPECT_EQ(Provide(ProvidePbkdf2, {{"chain", upstream}}, Purpose::kOpen, stored), "");
  EXPECT_TRUE(provided_.keys.decryption.empty());
  EXPECT_EQ(
      Provide(ProvidePbkdf2, {{"chain", Keys(std::string(16, 'k'), std::string(16, 'd'))}}, Purpose::kOpen, stored),
      "");
  EXPECT_EQ(provided_.keys.decryption.Reveal().size(), 32u);
}

TEST_F(MethodTest, AProgramOfKeysIsRefusedByWhatItLacks) {
  const auto says = [&](const std::string& answer) {
    const std::vector<std::string> words = Shell(
        R"(cat >/dev/null; echo '{"magic":"OpenTofu-External-Key-Provider","version":1}'; echo ')" + answer + "'");
    return Provide(ProvideExternal, {{"command", Words(words)}}, Purpose::kSeal);
  };
  EXPECT_EQ(says(R"({"meta":{}})"), "the external command returned no \"keys\" or no \"meta\"");
  EXPECT_EQ(says(R"({"keys":{"encryption_key":"aGk="}})"), "the external command returned no \"keys\" or no \"meta\"");
  EXPECT_EQ(says(R"({"keys":{"encryption_key":"?"},"meta":{}})"),
            "the external command returned a key that is not base64");
  EXPECT_EQ(says(R"({"keys":{"encryption_key":null},"meta":{}})"), "the external command returned no encryption_key");
  EXPECT_EQ(says(R"({"keys":{"encryption_key":"aGk="},"meta":{}})"), "");
  EXPECT_EQ(provided_.keys.encryption.Reveal(), "hi");
  EXPECT_EQ(provided_.metadata, R"({"external_data":null})");
  EXPECT_EQ(Provide(ProvideExternal, {{"command", Words({})}}, Purpose::kCheck), "the command option is required");
  EXPECT_EQ(Provide(ProvideExternal, {{"command", Words({""})}}, Purpose::kCheck), "the command option is required");
  EXPECT_NE(Provide(ProvideExternal, {{"command", Value::Int(1)}}, Purpose::kCheck), "");
}

TEST_F(MethodTest, KmsTellsWhatItNeeds) {
  const auto says = [&](std::map<std::string, Value> arguments) {
    return Provide(ProvideAwsKms, arguments, Purpose::kCheck);
  };
  EXPECT_EQ(says({}), "no kms_key_id provided");
  EXPECT_EQ(says({{"kms_key_id", Text("k")}}), "no key_spec provided");
  EXPECT_EQ(says({{"kms_key_id", Text("k")}, {"key_spec", Text("RSA_2048")}}),
            "invalid key_spec RSA_2048, expected one of [AES_256 AES_128]");
  EXPECT_EQ(says({{"kms_key_id", Text("k")}, {"key_spec", Text("AES_128")}, {"region", Text("eu-central-1")}}), "");
  EXPECT_EQ(provided_.keys.encryption.Reveal().size(), 16u);
  EXPECT_FALSE(provided_.metadata.has_value());
}

TEST_F(MethodTest, KmsIsAskedAtTheAddressOfTheBlock) {
  fake_.environment.Set("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  fake_.environment.Set("AWS_SECRET_ACCESS_KEY", "only-for-this-test");
  std::string body = R"({"CiphertextBlob":"c2VhbGVk"})";
  fake_.http.answer = [&](const http::ClientRequest&) -> Result<http::Response> {
    http::Response response;
    response.status = 200;
    response.body = body;
    return response;
  };
  const std::map<std::string, Value> arguments = {{"kms_key_id", Text("k")},
                                                  {"key_spec", Text("AES_256")},
                                                  {"region", Text("eu-central-1")},
                                                  {"endpoints", Value::Object({{"kms", Text("http://127.0.0.1:2")}})}};
  EXPECT_EQ(Provide(ProvideAwsKms, arguments, Purpose::kSeal), "KMS answered without Plaintext");
  ASSERT_FALSE(fake_.http.requests.empty());
  EXPECT_EQ(fake_.http.requests.back().url.find("http://127.0.0.1:2"), 0u) << fake_.http.requests.back().url;
  const std::size_t asked = fake_.http.requests.size();
  EXPECT_EQ(Provide(ProvideAwsKms, arguments, Purpose::kOpen, "nonsense"), "the stored metadata are damaged");
  EXPECT_EQ(Provide(ProvideAwsKms, arguments, Purpose::kOpen, "{}"), "");
  EXPECT_TRUE(provided_.keys.decryption.empty());
  EXPECT_EQ(fake_.http.requests.size(), asked);
}

TEST_F(MethodTest, ABlockIsCheckedWithItsReferences) {
  const std::string provider = "key_provider \"pbkdf2\" \"k\" {\n  passphrase = \"correct horse battery staple\"\n}\n";
  const auto with = [&](const std::string& keys) {
    return Problems(provider + "method \"aes_gcm\" \"m\" {\n  keys = " + keys +
                    "\n}\nstate {\n  method = method.aes_gcm.m\n}\n");
  };
  EXPECT_EQ(with("key_provider.pbkdf2.k"), "");
  EXPECT_THAT(with("key_provider.pbkdf2"), HasSubstr("Invalid Key Provider expression format: The key_provider symbol "
                                                     "must be followed by two more attribute names"));
  EXPECT_THAT(with("key_provider[\"pbkdf2\"].k"), HasSubstr("Invalid Key Provider expression format"));
  EXPECT_THAT(with("key_provider.rot13.k"), HasSubstr("There is no key_provider \"rot13\" \"k\" block"));
  EXPECT_THAT(with("\"key_provider.pbkdf2.k extra\""), HasSubstr("Expected a key_provider compatible value"));
  EXPECT_THAT(with("\"key_provider.pbkdf2.k + 1\""), HasSubstr("Expected a key_provider compatible value"));
  EXPECT_THAT(with("1 + [\"s3cret\"]"), Not(HasSubstr("s3cret")));
  EXPECT_NE(with("1 + [\"s3cret\"]"), "");
  EXPECT_THAT(Problems("key_provider \"rot13\" \"k\" {}\nmethod \"aes_gcm\" \"m\" {\n  keys = key_provider.rot13.k\n}\n"
                       "state {\n  method = method.aes_gcm.m\n}\n"),
              HasSubstr("Unknown key_provider type: Can not find \"rot13\""));
  EXPECT_THAT(Problems("method \"aes_gcm\" \"m\" {\n  keys = { encryption_key = [1] }\n}\nstate {\n  method = "
                       "method.aes_gcm.m\n}\n"),
              HasSubstr("Invalid method configuration: invalid method configuration: AES-GCM requires"));
  EXPECT_THAT(Problems("method \"aes_gcm\" \"m\" {\n  key = 1\n}\nstate {\n  method = method.aes_gcm.m\n}\n"),
              HasSubstr("Unsupported argument"));
}

TEST_F(MethodTest, TwoProvidersOfAMethodMayNotStoreUnderOneName) {
  const std::string one =
      "  passphrase = \"correct horse battery staple\"\n  iterations = 200000\n"
      "  encrypted_metadata_alias = \"same\"\n}\n";
  diag::Diagnostics diagnostics;
  std::optional<EncryptionBlock> block = ParseEncryption(
      "key_provider \"pbkdf2\" \"a\" {\n" + one + "key_provider \"pbkdf2\" \"b\" {\n" + one +
          "method \"aes_gcm\" \"m\" {\n  keys = { encryption_key = key_provider.pbkdf2.a.encryption_key, "
          "decryption_key = key_provider.pbkdf2.b.encryption_key }\n}\nstate {\n  method = method.aes_gcm.m\n}\n",
      diagnostics);
  const auto encryption = MakeEncryption(*std::move(block), std::make_shared<EncryptionScope>(), context_, diagnostics);
  if (encryption != nullptr) {
    const Result<std::string> sealed = encryption->state()->Seal("{}");
    ASSERT_FALSE(sealed.ok());
    EXPECT_THAT(sealed.error().message, HasSubstr("Duplicate metadata key"));
    return;
  }
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics.list()[0].summary, "Duplicate metadata key");
}

TEST_F(MethodTest, EnvelopesThatAreDamagedAreRefused) {
  const auto says = [](const std::string& text) {
    const Result<Envelope> envelope = ParseEnvelope(text);
    return envelope.ok() ? std::string() : envelope.error().message;
  };
  EXPECT_THAT(says("nonsense"), HasSubstr("invalid data format for decryption: "));
  EXPECT_EQ(says(R"({"encryption_version":"v9"})"), "invalid encrypted payload version: v9 != v0");
  EXPECT_THAT(says(R"({"encryption_version":"v0","meta":{"k":"?"},"encrypted_data":"AAAA"})"),
              HasSubstr("\"meta\" is not base64"));
  EXPECT_THAT(says(R"({"encryption_version":"v0","meta":{"k":7},"encrypted_data":"AAAA"})"),
              HasSubstr("\"meta\" is not base64"));
  std::string many = R"({"encryption_version":"v0","encrypted_data":"AAAA","meta":{)";
  for (int i = 0; i < 1001; ++i) many += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":\"AAAA\"";
  EXPECT_THAT(says(many + "}}"), HasSubstr("too many key providers"));
  EXPECT_EQ(says(R"({"encryption_version":"v0","meta":{"k":"AAAA"},"encrypted_data":"AAAA"})"), "");
}

}  // namespace
}  // namespace rolecall::engine
