// The engine: configurations, states, saved plans, variables, addresses, versions, locks.
#include <memory>
#include <optional>
#include <string>

#include "base/encoding.h"
#include "base/environment.h"
#include "base/file_system.h"
#include "crypto/digest.h"
#include "engine/backend/lock.h"
#include "engine/config/configuration.h"
#include "engine/config/variables.h"
#include "engine/encryption/encryption.h"
#include "engine/encryption/envelope.h"
#include "engine/modules/address.h"
#include "engine/modules/load.h"
#include "engine/plan/plan_file.h"
#include "engine/plan/plan_file_format.h"
#include "engine/state/address.h"
#include "engine/state/state_file.h"
#include "engine/testing/load_tests.h"
#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

void LoadAs(const char* name, std::string_view input) {
  MemoryFileSystem files({{name, std::string(input)}});
  diag::Diagnostics diagnostics;
  engine::LoadConfiguration(files, "d", {}, diagnostics);
}

void Configuration(std::string_view input) { LoadAs("d/main.tf", input); }
void JsonConfiguration(std::string_view input) { LoadAs("d/main.tf.json", input); }
void LockFile(std::string_view input) { LoadAs("d/.terraform.lock.hcl", input); }

void State(std::string_view input) {
  const Result<engine::State> state = engine::ReadStateFile(input);
  if (!state.ok()) return;
  const std::string text = engine::WriteStateFile(*state, engine::StateLayout::kPretty);
  const Result<engine::State> again = engine::ReadStateFile(text);
  FUZZ_EXPECT(again.ok());
  FUZZ_EXPECT(engine::SameContent(*state, *again));
  FUZZ_EXPECT(engine::WriteStateFile(*again, engine::StateLayout::kPretty) == text);
}

void EncryptedEnvelope(std::string_view input) {
  Ignore(engine::IsEncryptedPayload(input));
  Ignore(engine::IsPlainState(input));
  const Result<engine::Envelope> envelope = engine::ParseEnvelope(input);
  if (!envelope.ok()) return;
  const std::string text = engine::FormatStateEnvelope(*envelope);
  const Result<engine::Envelope> again = engine::ParseEnvelope(text);
  FUZZ_EXPECT(again.ok());
  FUZZ_EXPECT(engine::FormatStateEnvelope(*again) == text);
}

// What TF_ENCRYPTION says. Nothing is run: programs and KMS are asked only when something is sealed.
void EncryptionText(std::string_view input) {
  MemoryFileSystem files;
  FakeEnvironment environment;
  FakeClock clock{Time()};
  FakeRandom random;
  engine::BackendContext context;
  context.files = &files;
  context.environment = &environment;
  context.clock = &clock;
  context.random = &random;
  diag::Diagnostics diagnostics;
  std::optional<engine::EncryptionBlock> block = engine::ParseEncryption(std::string(input), diagnostics);
  if (!block || diagnostics.HasErrors()) return;
  const engine::EncryptionBlock twice = engine::MergedEncryption(*block, *block);
  Ignore(engine::MakeEncryption(twice, std::make_shared<engine::EncryptionScope>(), context, diagnostics) == nullptr);
}

// The seeds are what follows the first line: the digest is made good, else nothing would get past it.
void PlanFile(std::string_view input) {
  Ignore(engine::DecodePlan(input));
  const std::string digest = HexEncode(crypto::Sha256(input));
  const Result<engine::SavedPlan> saved = engine::DecodePlan(engine::PlanFileHeader(digest) + std::string(input));
  if (!saved.ok()) return;
  const std::string bytes = engine::EncodePlan(*saved);
  const Result<engine::SavedPlan> again = engine::DecodePlan(bytes);
  FUZZ_EXPECT(again.ok());
  FUZZ_EXPECT(engine::EncodePlan(*again) == bytes);
}

void Variables(std::string_view input) {
  MemoryFileSystem files({{"d/main.tf", "variable \"a\" {}\nvariable \"b\" {\n  type = list(string)\n}\n"},
                          {"a.tfvars", std::string(input)},
                          {"b.tfvars.json", std::string(input)}});
  diag::Diagnostics diagnostics;
  const auto configuration = engine::LoadConfiguration(files, "d", {}, diagnostics);
  FakeEnvironment environment;
  environment.Set("TF_VAR_b", std::string(input));
  for (const char* name : {"a.tfvars", "b.tfvars.json"}) {
    diag::Diagnostics of_file;
    engine::CollectVariables(*configuration, files, environment, {{engine::VariableInput::Kind::kFile, name}}, nullptr,
                             of_file);
  }
  engine::CollectVariables(*configuration, files, environment,
                           {{engine::VariableInput::Kind::kAssignment, std::string(input)}}, nullptr, diagnostics);
}

// An address that parses writes itself as something that parses to the same.
void Address(std::string_view input) {
  if (const auto target = engine::ParseTarget(input); target.ok()) {
    const auto again = engine::ParseTarget(target->Text());
    FUZZ_EXPECT(again.ok() && *again == *target);
  }
  if (const auto provider = engine::ParseProviderAddress(input); provider.ok()) {
    const auto again = engine::ParseProviderAddress(provider->Text());
    FUZZ_EXPECT(again.ok() && *again == *provider);
  }
  Ignore(engine::ParseModuleAddress(input));
  Ignore(engine::ParseResourceAddress(input));
}

void Version(std::string_view input) {
  Ignore(engine::VersionSatisfies("1.2.3", std::string(input)));
  Ignore(engine::VersionSatisfies(std::string(input), ">= 1.0, < 2"));
}

void ModuleSourceText(std::string_view input) {
  const std::string text(input);
  Ignore(engine::ParseModuleSource(text, true));
  const Result<engine::ModuleSource> source = engine::ParseModuleSource(text, false);
  if (!source.ok()) return;
  // A subdirectory never leads out of its package.
  FUZZ_EXPECT(source->subdirectory.rfind("..", 0) != 0 && source->subdirectory.rfind("/", 0) != 0);
  Ignore(engine::ParseRemotePackage(source->package).Argument("ref"));
}

void LockInfo(std::string_view input) {
  const auto info = engine::ParseLockInfo(input);
  if (!info.ok()) return;
  engine::DescribeLock(*info);
  FUZZ_EXPECT(engine::ParseLockInfo(engine::FormatLockInfo(*info)).ok());
}

void TestFile(std::string_view input) {
  for (const char* name : {"a.tftest.hcl", "a.tftest.json"}) {
    diag::Diagnostics diagnostics;
    const engine::TestFile file = engine::ReadTestFile(name, std::string(input), diagnostics);
    engine::CheckTestFile(file, diagnostics);
  }
}

constexpr Target kTargets[] = {{"configuration", &Configuration},
                               {"configuration_json", &JsonConfiguration},
                               {"dependency_lock", &LockFile},
                               {"state", &State},
                               {"plan_file", &PlanFile},
                               {"variables", &Variables},
                               {"address", &Address},
                               {"version", &Version},
                               {"module_source", &ModuleSourceText},
                               {"lock_info", &LockInfo},
                               {"test_file", &TestFile},

                               {"encryption_envelope", &EncryptedEnvelope},
                               {"encryption_text", &EncryptionText}};

}  // namespace

std::span<const Target> EngineTargets() { return kTargets; }

}  // namespace rolecall::fuzz
