#include "engine/encryption/encryption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "engine/backend/make_backend.h"
#include "engine/backend/state_keeper.h"
#include "engine/encryption/envelope.h"
#include "engine/state/state_file.h"
#include "tests/unit/engine/backend/fake_context.h"

namespace rolecall::engine {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kState =
    R"({"version":4,"terraform_version":"1.12.0","serial":3,"lineage":"a-b","outputs":{},"resources":[]})";
constexpr const char* kPassphrase = "correct horse battery staple";

// An encryption with one passphrase, at the fewest iterations that are allowed.
std::string WithPassphrase(const std::string& passphrase, const std::string& targets) {
  return "key_provider \"pbkdf2\" \"k\" {\n  passphrase = \"" + passphrase +
         "\"\n  iterations = 200000\n}\nmethod \"aes_gcm\" \"m\" {\n  keys = key_provider.pbkdf2.k\n}\n"
         "method \"unencrypted\" \"none\" {}\n" +
         targets;
}

// Two passphrases, one made of the other's key, and data that both sides must know.
constexpr const char* kChained =
    "key_provider \"pbkdf2\" \"a\" {\n  passphrase = \"correct horse battery staple\"\n  iterations = 200000\n"
    "  encrypted_metadata_alias = \"first\"\n}\n"
    "key_provider \"pbkdf2\" \"b\" {\n  chain = key_provider.pbkdf2.a\n  iterations = 200000\n"
    "  hash_function = \"sha256\"\n  key_length = 16\n}\n"
    "method \"aes_gcm\" \"m\" {\n  keys = key_provider.pbkdf2.b\n  aad = [1, 2, 3]\n}\n"
    "state {\n  method = method.aes_gcm.m\n}\n";

class EncryptionTest : public testing::Test {
 protected:
  // Null, with what is wrong in `problems_`.
  std::unique_ptr<Encryption> Make(const std::string& text) {
    diag::Diagnostics diagnostics;
    std::optional<EncryptionBlock> block = ParseEncryption(text, diagnostics);
    std::unique_ptr<Encryption> made;
    if (block && !diagnostics.HasErrors()) {
      made = MakeEncryption(*std::move(block), std::make_shared<EncryptionScope>(), fake_.Use(), diagnostics);
    }
    problems_.clear();
    for (const diag::Diagnostic& one : diagnostics.list()) problems_ += one.summary + ": " + one.detail + "\n";
    return made;
  }

  std::string Sealed(Encryption& encryption, std::string_view state = kState) {
    Result<std::string> sealed = encryption.state()->Seal(state);
    EXPECT_TRUE(sealed.ok()) << sealed.error().message;
    return sealed.ok() ? *sealed : "";
  }

  FakeContext fake_;
  std::string problems_;
};

TEST_F(EncryptionTest, AStateIsSealedInTheFormatOfOpenTofu) {
  const auto encryption = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  ASSERT_NE(encryption, nullptr) << problems_;
  const std::string sealed = Sealed(*encryption);
  EXPECT_TRUE(sealed.starts_with(R"({"serial":3,"lineage":"a-b","meta":{"key_provider.pbkdf2.k":")")) << sealed;
  EXPECT_TRUE(sealed.ends_with(R"(","encryption_version":"v0"})")) << sealed;
  EXPECT_THAT(sealed, Not(HasSubstr("resources")));
  EXPECT_TRUE(encryption->state()->IsSealed(sealed));
  const auto opened = encryption->state()->Open(sealed);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->bytes, kState);
  EXPECT_FALSE(opened->is_outdated);
  EXPECT_NE(Sealed(*encryption), sealed) << "a nonce was used twice";
}

// Both were written by OpenTofu 1.12.6, by the configurations of the tests.
constexpr const char* kOfOpenTofu =
    R"({"serial":3,"lineage":"a-b","meta":{"key_provider.pbkdf2.k":"eyJzYWx0IjoiWElGdkFPMEkwVFFZQzZuZmtwK0R)"
    R"(YMzRYaHhHbmo0R1VueUJ3QmFIZFBaYz0iLCJpdGVyYXRpb25zIjoyMDAwMDAsImhhc2hfZnVuY3Rpb24iOiJzaGE1MTIiLCJrZXl)"
    R"(fbGVuZ3RoIjozMn0="},"encrypted_data":"1pmStd4gdKp6vvrum+fMPH+ywovCh61/Z2SHhha/HScWyIuxUXPMCGQrCI24il)"
    R"(UJvRLK3f52a+4EdFJhvA41YbZPfnGOG/Wbh6vXEUWjhNMGErl671Xz82mei/XpH4wmDXRlThxUP2bJQWmuCbVoE+n2WQQlLgeLol)"
    R"(R3ftA=","encryption_version":"v0"})";
constexpr const char* kChainedOfOpenTofu =
    R"({"serial":3,"lineage":"a-b","meta":{"first":"eyJzYWx0IjoiY3hTQ29FalR2ZHB6aEMxeld3N3VOeWFseGo0RHkwaDZ)"
    R"(GV0g3b1J1NkZDST0iLCJpdGVyYXRpb25zIjoyMDAwMDAsImhhc2hfZnVuY3Rpb24iOiJzaGE1MTIiLCJrZXlfbGVuZ3RoIjozMn0)"
    R"(=","key_provider.pbkdf2.b":"eyJzYWx0IjoiRk9YMjZUOFQrY1FxZS83R3RhSHVjN2J4Q2RxUS9sOEhoQm14dHdjL0dObz0i)"
    R"(LCJpdGVyYXRpb25zIjoyMDAwMDAsImhhc2hfZnVuY3Rpb24iOiJzaGEyNTYiLCJrZXlfbGVuZ3RoIjoxNn0="},"encrypted_da)"
    R"(ta":"JzDS1mOK9XAjCE8zK1HdeCz0ulXsm6K1yLaXGAMBqZo9MeG+4ZQcTeIKAcG4xPtyfPvo+0JdHZ8Cy8RJKF4CWMH7/UMg9YE)"
    R"(B3VWdyvQPCa0XD9fM6U5lwx78bym4Ymw5HkVDpzHj6T9WeLll93M8TdRgR4sZw3PU4t4Lrl4=","encryption_version":"v0")"
    R"(})";

TEST_F(EncryptionTest, OpensWhatOpenTofuHasSealed) {
  const auto encryption = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  const auto opened = encryption->state()->Open(kOfOpenTofu);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->bytes, kState);
  const auto chained = Make(kChained);
  ASSERT_NE(chained, nullptr) << problems_;
  const auto also = chained->state()->Open(kChainedOfOpenTofu);
  ASSERT_TRUE(also.ok()) << also.error().message;
  EXPECT_EQ(also->bytes, kState);
}

TEST_F(EncryptionTest, AnotherPassphraseOpensNothingAndNoErrorTellsOne) {
  const std::string target = "state {\n  method = method.aes_gcm.m\n}\n";
  const auto mine = Make(WithPassphrase(kPassphrase, target));
  const auto other = Make(WithPassphrase("another passphrase of hers", target));
  ASSERT_NE(other, nullptr) << problems_;
  const auto opened = other->state()->Open(Sealed(*mine));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
  EXPECT_THAT(opened.error().message, HasSubstr("decryption failed for all provided methods"));
  EXPECT_THAT(opened.error().message, Not(HasSubstr("of hers")));
}

TEST_F(EncryptionTest, PlainStatesAreOpenedOnlyWhereTheBlockSaysSo) {
  const auto strict = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  const auto refused = strict->state()->Open(kState);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "encountered unencrypted payload without unencrypted method configured");
  const auto migrating = Make(WithPassphrase(
      kPassphrase,
      "state {\n  method = method.aes_gcm.m\n  fallback {\n    method = method.unencrypted.none\n  }\n}\n"));
  ASSERT_NE(migrating, nullptr) << problems_;
  EXPECT_THAT(problems_, HasSubstr("Unencrypted method configured"));
  const auto opened = migrating->state()->Open(kState);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(opened->is_outdated);
  EXPECT_TRUE(migrating->state()->IsSealed(Sealed(*migrating)));
  EXPECT_FALSE(migrating->state()->Open("no state").ok());
}

TEST_F(EncryptionTest, TheWayBackToPlainStatesReadsTheSealedOnes) {
  const auto mine = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  const auto back = Make(WithPassphrase(
      kPassphrase,
      "state {\n  method = method.unencrypted.none\n  fallback {\n    method = method.aes_gcm.m\n  }\n}\n"));
  ASSERT_NE(back, nullptr) << problems_;
  const auto opened = back->state()->Open(Sealed(*mine));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(opened->is_outdated);
  EXPECT_EQ(Sealed(*back), kState);
}

TEST_F(EncryptionTest, AFallbackOpensWhatTheOldKeyHasSealed) {
  const auto old = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  const auto rolled = Make(WithPassphrase(
      kPassphrase,
      "key_provider \"pbkdf2\" \"new\" {\n  passphrase = \"a newer passphrase than that\"\n  iterations = 200000\n}\n"
      "method \"aes_gcm\" \"new\" {\n  keys = key_provider.pbkdf2.new\n}\n"
      "state {\n  method = method.aes_gcm.new\n  fallback {\n    method = method.aes_gcm.m\n  }\n}\n"));
  ASSERT_NE(rolled, nullptr) << problems_;
  const auto opened = rolled->state()->Open(Sealed(*old));
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(opened->is_outdated);
  const std::string sealed = Sealed(*rolled);
  EXPECT_FALSE(rolled->state()->Open(sealed)->is_outdated);
  EXPECT_FALSE(old->state()->Open(sealed).ok());
}

TEST_F(EncryptionTest, EnforcedMeansThatNothingMayBePlain) {
  EXPECT_EQ(Make(WithPassphrase(kPassphrase, "plan {\n  method = method.unencrypted.none\n  enforced = true\n}\n")),
            nullptr);
  EXPECT_THAT(problems_, HasSubstr("Unable to use unencrypted method since the enforced flag is set."));
}

TEST_F(EncryptionTest, WhatIsWrongIsToldWithoutThePassphrase) {
  const std::string target = "state {\n  method = method.aes_gcm.m\n}\n";
  EXPECT_EQ(Make(WithPassphrase("too short", target)), nullptr);
  EXPECT_THAT(problems_, HasSubstr("Unable to build encryption key data: key_provider.pbkdf2.k failed with error: "
                                   "passphrase is too short (minimum 16 characters)"));
  EXPECT_THAT(problems_, Not(HasSubstr("too short\"")));
  EXPECT_EQ(Make("state {\n  method = method.aes_gcm.m\n}\n"), nullptr);
  EXPECT_THAT(problems_, HasSubstr("There is no method \"aes_gcm\" \"m\" block declared in the encryption block."));
  EXPECT_EQ(Make("state {\n  enforced = true\n}\n"), nullptr);
  EXPECT_THAT(problems_, HasSubstr("Expected method of form method.<type>.<name>"));
  EXPECT_EQ(Make("method \"aes_gcm\" \"m\" {\n  keys = key_provider.pbkdf2.gone\n}\n" + target), nullptr);
  EXPECT_THAT(problems_, HasSubstr("There is no key_provider \"pbkdf2\" \"gone\" block"));
  EXPECT_EQ(Make("key_provider \"gcp_kms\" \"k\" {}\nmethod \"aes_gcm\" \"m\" {\n  keys = key_provider.gcp_kms.k\n}\n" +
                 target),
            nullptr);
  EXPECT_THAT(problems_, HasSubstr("The key provider is not supported"));
  EXPECT_EQ(Make("method \"rot13\" \"m\" {\n}\nstate {\n  method = method.rot13.m\n}\n"), nullptr);
  EXPECT_THAT(problems_, HasSubstr("Unknown encryption method type"));
  EXPECT_EQ(Make("key_provider \"pbkdf2\" \"a\" {\n  chain = key_provider.pbkdf2.b\n}\n"
                 "key_provider \"pbkdf2\" \"b\" {\n  chain = key_provider.pbkdf2.a\n}\n"
                 "method \"aes_gcm\" \"m\" {\n  keys = key_provider.pbkdf2.a\n}\n" +
                 target),
            nullptr);
  EXPECT_THAT(problems_, HasSubstr("Circular reference detected"));
}

TEST_F(EncryptionTest, KeyProvidersAreChainedAndTheirMetadataNamed) {
  const auto encryption = Make(kChained);
  ASSERT_NE(encryption, nullptr) << problems_;
  const std::string sealed = Sealed(*encryption);
  const Result<Envelope> envelope = ParseEnvelope(sealed);
  ASSERT_TRUE(envelope.ok()) << envelope.error().message;
  EXPECT_EQ(envelope->metadata.size(), 2u);
  EXPECT_TRUE(envelope->metadata.contains("first"));
  EXPECT_THAT(envelope->metadata.at("key_provider.pbkdf2.b"),
              HasSubstr(R"(,"iterations":200000,"hash_function":"sha256","key_length":16})"));
  const auto opened = encryption->state()->Open(sealed);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->bytes, kState);
}

TEST_F(EncryptionTest, TheLabelOutsideMustBeThatOfTheStateInside) {
  const auto encryption = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  std::string sealed = Sealed(*encryption);
  sealed.replace(sealed.find("\"serial\":3"), 10, "\"serial\":4");
  const auto opened = encryption->state()->Open(sealed);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().message, "invalid state metadata, serial field mismatch 4 vs 3");
}

// What lies beside a state is anybody's who may write it: it must not make us work for hours.
TEST_F(EncryptionTest, StoredMetadataAreBounded) {
  const auto encryption = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  for (const char* metadata :
       {R"({"salt":"AAAA","iterations":2000000000,"hash_function":"sha512","key_length":32})",
        R"({"salt":"AAAA","iterations":200000,"hash_function":"sha512","key_length":2000000000})",
        R"({"salt":"AAAA","iterations":-1,"hash_function":"sha512","key_length":32})",
        R"({"salt":"AAAA","iterations":200000,"hash_function":"md5","key_length":32})", "[", ""}) {
    Envelope envelope;
    envelope.metadata["key_provider.pbkdf2.k"] = metadata;
    envelope.sealed = std::string(64, 'x');
    const auto opened = encryption->state()->Open(FormatStateEnvelope(envelope));
    ASSERT_FALSE(opened.ok()) << metadata;
    EXPECT_THAT(opened.error().message, HasSubstr("damaged or ask for too much")) << metadata;
  }
}

TEST_F(EncryptionTest, PlansAreSealedApartFromStates) {
  const auto encryption = Make(WithPassphrase(kPassphrase, "plan {\n  method = method.aes_gcm.m\n}\n"));
  ASSERT_NE(encryption, nullptr) << problems_;
  EXPECT_EQ(encryption->state(), nullptr);
  const auto sealed = encryption->plan()->Seal("a plan");
  ASSERT_TRUE(sealed.ok());
  EXPECT_TRUE(sealed->starts_with(R"({"meta":{"key_provider.pbkdf2.k":)")) << *sealed;
  EXPECT_EQ(*encryption->plan()->Open(*sealed), "a plan");
  EXPECT_FALSE(encryption->plan()->Open("a plan").ok());
}

TEST_F(EncryptionTest, OtherStatesAreOpenedByTheNameOfTheirDataSource) {
  const auto encryption =
      Make(WithPassphrase(kPassphrase,
                          "remote_state_data_sources {\n  default {\n    method = method.aes_gcm.m\n  }\n"
                          "  remote_state_data_source \"plain[0]\" {\n    method = method.unencrypted.none\n  }\n}\n"));
  ASSERT_NE(encryption, nullptr) << problems_;
  EXPECT_FALSE(encryption->Find("any")->Open(kState).ok());
  EXPECT_TRUE(encryption->Find("plain[0]")->Open(kState).ok());
  EXPECT_EQ(encryption->state(), nullptr);
}

TEST_F(EncryptionTest, JsonSaysTheSame) {
  const auto encryption = Make(R"({
    "key_provider": {"pbkdf2": {"k": {"passphrase": "correct horse battery staple", "iterations": 200000}}},
    "method": {"aes_gcm": {"m": {"keys": "${key_provider.pbkdf2.k}"}, "n": {"keys": "key_provider.pbkdf2.k"}}},
    "state": {"method": "method.aes_gcm.m", "fallback": {"method": "method.aes_gcm.n"}}
  })");
  ASSERT_NE(encryption, nullptr) << problems_;
  const auto hcl = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  EXPECT_EQ(encryption->state()->Open(Sealed(*hcl))->bytes, kState);
}

TEST_F(EncryptionTest, TheVariableIsLaidOverTheBlock) {
  diag::Diagnostics diagnostics;
  const auto base = ParseEncryption(
      WithPassphrase("a passphrase that is not used", "state {\n  method = method.unencrypted.none\n}\n"), diagnostics);
  const auto over = ParseEncryption(
      "key_provider \"pbkdf2\" \"k\" {\n  passphrase = \"correct horse battery staple\"\n}\n"
      "state {\n  method = method.aes_gcm.m\n  enforced = true\n}\n",
      diagnostics);
  const auto merged =
      MakeEncryption(MergedEncryption(*base, *over), std::make_shared<EncryptionScope>(), fake_.Use(), diagnostics);
  ASSERT_NE(merged, nullptr);
  const auto mine = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  EXPECT_EQ(mine->state()->Open(Sealed(*merged))->bytes, kState);
}

TEST_F(EncryptionTest, KmsMakesTheKeyAndKeepsOnlyWhatItCanOpen) {
  fake_.environment.Set("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  fake_.environment.Set("AWS_SECRET_ACCESS_KEY", "only-for-this-test");
  fake_.environment.Set("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:1");
  const std::string key = Base64Encode(std::string(32, 'k'));
  fake_.http.answer = [&](const http::ClientRequest& request) -> Result<http::Response> {
    http::Response response;
    response.status = 200;
    const bool makes = request.headers.Get("X-Amz-Target") == "TrentService.GenerateDataKey";
    response.body = makes ? R"({"KeyId":"arn:k","CiphertextBlob":"c2VhbGVk","Plaintext":")" + key + R"("})"
                          : R"({"KeyId":"arn:k","Plaintext":")" + key + R"("})";
    return response;
  };
  const auto encryption = Make(
      "key_provider \"aws_kms\" \"k\" {\n  kms_key_id = \"alias/states\"\n  key_spec = \"AES_256\"\n"
      "  region = \"eu-central-1\"\n}\nmethod \"aes_gcm\" \"m\" {\n  keys = key_provider.aws_kms.k\n}\n"
      "state {\n  method = method.aes_gcm.m\n}\n");
  ASSERT_NE(encryption, nullptr) << problems_;
  EXPECT_TRUE(fake_.http.requests.empty()) << "asked before there was a need";
  ASSERT_TRUE(encryption->state()->Prepare().ok());
  ASSERT_EQ(fake_.http.requests.size(), 1u);
  EXPECT_EQ(fake_.http.requests[0].body, R"({"KeyId":"alias/states","KeySpec":"AES_256"})");
  const std::string sealed = Sealed(*encryption);
  EXPECT_EQ(fake_.http.requests.size(), 1u) << "one key a run";
  EXPECT_EQ(ParseEnvelope(sealed)->metadata.at("key_provider.aws_kms.k"), R"({"ciphertext_blob":"c2VhbGVk"})");
  EXPECT_EQ(encryption->state()->Open(sealed)->bytes, kState);
  EXPECT_EQ(fake_.http.requests.back().body, R"({"KeyId":"alias/states","CiphertextBlob":"c2VhbGVk"})");
  fake_.http.answer = [](const http::ClientRequest&) -> Result<http::Response> {
    http::Response response;
    response.status = 400;
    response.body = R"({"__type":"AccessDeniedException","message":"not you"})";
    return response;
  };
  EXPECT_THAT(encryption->state()->Open(sealed).error().message, HasSubstr("not you"));
}

TEST_F(EncryptionTest, AProgramMakesTheKeyAndIsAskedWithItsMetadata) {
  const std::string key = Base64Encode(std::string(32, 'e'));
  const std::string script = R"(read input; echo '{\"magic\":\"OpenTofu-External-Key-Provider\",\"version\":1}'; )"
                             R"(case $input in null) d= ;; *7*) d=',\"decryption_key\":\")" +
                             key +
                             R"(\"' ;; esac; )"
                             R"(echo '{\"keys\":{\"encryption_key\":\")" +
                             key + R"(\"'\"$d\"'},\"meta\":{\"external_data\":{\"n\":7}}}')";
  const auto encryption = Make("key_provider \"external\" \"k\" {\n  command = [\"/bin/sh\", \"-c\", \"" + script +
                               "\"]\n}\nmethod \"aes_gcm\" \"m\" {\n  keys = key_provider.external.k\n}\n"
                               "state {\n  method = method.aes_gcm.m\n}\n");
  ASSERT_NE(encryption, nullptr) << problems_;
  const std::string sealed = Sealed(*encryption);
  EXPECT_EQ(ParseEnvelope(sealed)->metadata.at("key_provider.external.k"), R"({"external_data":{"n":7}})");
  const auto opened = encryption->state()->Open(sealed);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->bytes, kState);
}

TEST_F(EncryptionTest, AProgramThatSpeaksSomethingElseIsRefused) {
  const auto encryption = Make(
      "key_provider \"external\" \"k\" {\n  command = [\"/bin/echo\", \"hello\"]\n}\n"
      "method \"aes_gcm\" \"m\" {\n  keys = key_provider.external.k\n}\nstate {\n  method = method.aes_gcm.m\n}\n");
  ASSERT_NE(encryption, nullptr) << problems_;
  EXPECT_THAT(encryption->state()->Prepare().error().message,
              HasSubstr("does not speak the protocol OpenTofu-External-Key-Provider"));
}

TEST_F(EncryptionTest, ALocalStateIsNeverPlainNorIsItsBackup) {
  ASSERT_TRUE(fake_.files.Write("terraform.tfstate", kState, FileMode::kPrivate).ok());
  const auto encryption = Make(WithPassphrase(
      kPassphrase,
      "state {\n  method = method.aes_gcm.m\n  fallback {\n    method = method.unencrypted.none\n  }\n}\n"));
  BackendContext context = fake_.Use();
  context.codec = encryption->state();
  diag::Diagnostics diagnostics;
  const auto backend = MakeBackend({}, context, diagnostics);
  const auto stored = backend->Read(kDefaultWorkspace);
  ASSERT_TRUE(stored.ok() && *stored);
  EXPECT_TRUE((*stored)->is_outdated);
  ASSERT_TRUE(backend->Write(kDefaultWorkspace, (*stored)->bytes).ok());
  for (const char* path : {"terraform.tfstate", "terraform.tfstate.backup"}) {
    EXPECT_TRUE(IsEncryptedPayload(*fake_.files.Read(path, 1u << 20))) << path;
  }
}

// What could not be stored is left sealed, and what cannot be sealed is not left at all.
TEST_F(EncryptionTest, AStateThatCannotBeStoredIsRescuedSealed) {
  fake_.http.answer = [](const http::ClientRequest& request) -> Result<http::Response> {
    http::Response response;
    response.status = request.method == "GET" ? 404 : 400;
    return response;
  };
  const auto encryption = Make(WithPassphrase(kPassphrase, "state {\n  method = method.aes_gcm.m\n}\n"));
  BackendContext context = fake_.Use();
  context.codec = encryption->state();
  diag::Diagnostics diagnostics;
  const auto backend =
      MakeBackend({"http", value::Value::Object({{"address", Text("http://h/state")}}), {}}, context, diagnostics);
  ASSERT_NE(backend, nullptr);
  StateKeeper keeper(*backend, kDefaultWorkspace, context, "1.12.0");
  ASSERT_TRUE(keeper.Load().ok());
  State state;
  state.outputs["o"].value_json = "\"the secret\"";
  state.outputs["o"].type_json = "\"string\"";
  EXPECT_THAT(keeper.SaveOrRescue(state).error().message, HasSubstr("rolecall state push errored.tfstate"));
  const std::string rescued = *fake_.files.Read("errored.tfstate", 1u << 20);
  EXPECT_TRUE(IsEncryptedPayload(rescued));
  EXPECT_THAT(encryption->state()->Open(rescued)->bytes, HasSubstr("the secret"));
  EXPECT_THAT(fake_.http.requests.back().body, HasSubstr("encrypted_data"));

  const auto none = Make(
      "key_provider \"external\" \"k\" {\n  command = [\"/bin/false\"]\n}\n"
      "method \"aes_gcm\" \"m\" {\n  keys = key_provider.external.k\n}\nstate {\n  method = method.aes_gcm.m\n}\n");
  context.codec = none->state();
  const auto other =
      MakeBackend({"http", value::Value::Object({{"address", Text("http://h/state")}}), {}}, context, diagnostics);
  StateKeeper without(*other, kDefaultWorkspace, context, "1.12.0");
  ASSERT_TRUE(without.Load().ok());
  EXPECT_EQ(without.SaveOrRescue(state, "other.tfstate").error().code, ErrorCode::kDataLoss);
  EXPECT_FALSE(fake_.files.Exists("other.tfstate"));
}

}  // namespace
}  // namespace rolecall::engine
