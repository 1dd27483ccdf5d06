// What a provider's program sends: its first line, its schemas, its values.
#include <string>

#include "plugin/install/openpgp_armor.h"
#include "plugin/install/package_answers.h"
#include "plugin/process/handshake.h"
#include "plugin/process/log_pump.h"
#include "plugin/wire/schema_index.h"
#include "plugin/wire/value_codec.h"
#include "registry/url.h"
#include "tests/fuzz/target.h"
#include "value/type.h"
#include "value/value.h"

namespace rolecall::fuzz {
namespace {

using value::Type;

void PluginHandshake(std::string_view input) {
  const auto handshake = plugin::ParseHandshake(input);
  if (handshake.ok()) FUZZ_EXPECT(handshake->protocol == 5 || handshake->protocol == 6);
  Ignore(plugin::LevelOfLine(input));
}

void PluginSchema(std::string_view input) {
  const auto index = plugin::SchemaIndex::Of(input);
  if (index.ok()) {
    for (const auto& [name, schema] : index->resources) Ignore(plugin::ReadSchema(schema, 6));
  }
  for (const int protocol : {5, 6}) {
    const auto schema = plugin::ReadSchema(input, protocol);
    if (schema.ok()) FUZZ_EXPECT(engine::ImpliedType(schema->block).IsObject());
  }
}

// What can be read can be written, and reads back the same.
void PluginValue(std::string_view input) {
  const Type kTypes[] = {Type::Dynamic(), Type::Number(),
                         Type::Object({{"a", Type::List(Type::String())}, {"b", Type::Dynamic()}})};
  for (const Type& type : kTypes) {
    const auto value = plugin::DecodeValue(input, type);
    if (!value.ok()) continue;
    const auto again = plugin::DecodeValue(plugin::EncodeValue(*value, type), type);
    FUZZ_EXPECT(again.ok() && again->Same(*value));
  }
}

// What registries and mirrors answer: whatever it is, versions are no paths and addresses are of HTTP.
void PluginAnswers(std::string_view input) {
  const std::string url = "https://r.example/v1/a/b";
  for (const auto& list : {plugin::ParseRegistryVersions(input), plugin::ParseMirrorIndex(input)}) {
    if (!list.ok()) continue;
    for (const std::string& version : list->versions) FUZZ_EXPECT(version.find('/') == std::string::npos);
  }
  if (const auto download = plugin::ParseRegistryDownload(input, url, "linux_amd64"); download.ok()) {
    FUZZ_EXPECT(registry::IsHttp(download->url) && registry::IsHttp(download->sums_url));
    FUZZ_EXPECT(download->sha256.size() == 64);
  }
  if (const auto offer = plugin::ParseMirrorVersion(input, url, "linux_amd64"); offer.ok()) {
    FUZZ_EXPECT(registry::IsHttp(offer->location));
  }
  for (const std::string& hash : plugin::HashesOfSums(input)) FUZZ_EXPECT(hash.size() == 67);
  Ignore(plugin::SumOf(input, "a.zip"));
  Ignore(plugin::WithoutArmor(input));
  const std::string seen = registry::Resolve(url, std::string(input));
  if (input.find("//") == std::string_view::npos) FUZZ_EXPECT(registry::OriginOf(seen) == "https://r.example");
}

constexpr Target kTargets[] = {
    {"plugin_answers", &PluginAnswers},
    {"plugin_handshake", &PluginHandshake},
    {"plugin_schema", &PluginSchema},
    {"plugin_value", &PluginValue},
};

}  // namespace

std::span<const Target> PluginTargets() { return kTargets; }

}  // namespace rolecall::fuzz
