#include "engine/config/encryption_block.h"

#include <algorithm>

#include "base/text.h"
#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

using Parts = std::vector<EncryptionPart>;

constexpr int kMaxFallbacks = 16;

// "key_provider.pbkdf2.k" is the name that metadata are kept under: names are as OpenTofu takes them.
bool IsPartName(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

class EncryptionReader {
 public:
  explicit EncryptionReader(diag::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  EncryptionBlock Read(const hcl::Body& body, const diag::Range& range) {
    block_.range = range;
    hcl::Content content = Decode(body, {{},
                                         {{"key_provider", {"type", "name"}},
                                          {"method", {"type", "name"}},
                                          {"state", {}},
                                          {"plan", {}},
                                          {"remote_state_data_sources", {}}}});
    for (const hcl::BlockPtr& one : content.BlocksOf("key_provider")) {
      ReadPart(*one, "key_provider", "key provider", block_.key_providers);
    }
    for (const hcl::BlockPtr& one : content.BlocksOf("method")) ReadPart(*one, "method", "method", block_.methods);
    if (const hcl::BlockPtr one = Single(content, "state")) block_.state = ReadTarget(*one, true, 0);
    if (const hcl::BlockPtr one = Single(content, "plan")) block_.plan = ReadTarget(*one, true, 0);
    if (const hcl::BlockPtr one = Single(content, "remote_state_data_sources")) ReadRemotes(*one);
    return std::move(block_);
  }

 private:
  hcl::Content Decode(const hcl::Body& body, const hcl::BodySchema& schema) {
    hcl::Content content = hcl::DecodeContent(body, schema, diagnostics_);
    Keep(content);
    return content;
  }

  void Keep(const hcl::Content& content) {
    for (const auto& [name, attribute] : content.attributes) block_.kept_attributes.push_back(attribute);
    block_.kept_blocks.insert(block_.kept_blocks.end(), content.blocks.begin(), content.blocks.end());
  }

  hcl::BlockPtr Single(const hcl::Content& content, const std::string& type) {
    const std::vector<hcl::BlockPtr> found = content.BlocksOf(type);
    if (found.size() > 1) {
      diagnostics_.AddError("duplicate-block", "Duplicate " + type + " block",
                            "Only one " + type + " block is allowed. Another was defined at line " +
                                std::to_string(found[0]->header_range.start.line) + ".",
                            found[1]->header_range);
    }
    return found.empty() ? nullptr : found[0];
  }

  void ReadPart(const hcl::Block& block, const std::string& word, const std::string& what, Parts& to) {
    EncryptionPart part;
    part.type = block.labels[0].text;
    part.name = block.labels[1].text;
    part.range = block.header_range;
    const bool is_twice = std::ranges::any_of(
        to, [&](const EncryptionPart& other) { return other.type == part.type && other.name == part.name; });
    if (is_twice) {
      diagnostics_.AddError("duplicate-block", "Duplicate " + word,
                            "Found multiple instances of " + word + "." + part.type + "." + part.name, block_.range);
    }
    for (const auto& [name, kind] : {std::pair(part.type, "type"), std::pair(part.name, "name")}) {
      if (IsPartName(name)) continue;
      diagnostics_.AddError("invalid-name", "The provided " + what + " " + kind + " is invalid",
                            "The supplied " + what + " " + kind + " (" + name +
                                ") does not match the required form of ^([a-zA-Z_0-9-]+)$.",
                            part.range);
    }
    part.body = block.body;
    if (word == "key_provider") {
      const hcl::Content content =
          hcl::DecodePartial(block.body, {{{"encrypted_metadata_alias"}}, {}}, &part.body, diagnostics_);
      Keep(content);
      part.metadata_alias = ConstantText(content, "encrypted_metadata_alias", part.range);
    }
    to.push_back(std::move(part));
  }

  std::string ConstantText(const hcl::Content& content, const char* name, const diag::Range& range) {
    const value::Value given = Constant(content, name);
    if (given.IsNull()) return "";
    if (given.IsKnown() && given.type() == value::Type::String()) return given.AsString();
    diagnostics_.AddError("invalid-argument", "Unsuitable value type",
                          std::string("The argument \"") + name + "\" must be a string that is written out.", range);
    return "";
  }

  // Null: not given, or (with a diagnostic) not a constant.
  value::Value Constant(const hcl::Content& content, const char* name) {
    const hcl::Attribute* attribute = content.Find(name);
    if (attribute == nullptr) return value::Value::Null(value::Type::Dynamic());
    const std::size_t before = diagnostics_.size();
    value::Value given = hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics_);
    return diagnostics_.size() == before ? given : value::Value::Null(value::Type::Dynamic());
  }

  EncryptionTarget ReadTarget(const hcl::Block& block, bool may_enforce, int depth) {
    EncryptionTarget target;
    target.range = block.header_range;
    hcl::BodySchema schema = {{{"method"}}, {{"fallback", {}}}};
    if (may_enforce) schema.attributes.push_back({"enforced"});
    const hcl::Content content = Decode(block.body, schema);
    const auto method = content.attributes.find("method");
    if (method != content.attributes.end()) target.method = method->second;
    const value::Value enforced = may_enforce ? Constant(content, "enforced") : value::Value::Null(value::Type::Bool());
    if (!enforced.IsNull()) {
      const std::string text = !enforced.IsKnown()                      ? ""
                               : enforced.type() == value::Type::Bool() ? (enforced.AsBool() ? "true" : "false")
                               : enforced.type().kind() == value::Type::Kind::kString ? enforced.AsString()
                                                                                      : "";
      // What is no boolean asks for the stricter thing.
      target.enforced = text != "false";
      if (text != "true" && text != "false") {
        diagnostics_.AddError("invalid-argument", "Unsuitable value type",
                              "The argument \"enforced\" must be true or false.", target.range);
      }
    }
    if (const hcl::BlockPtr fallback = Single(content, "fallback")) {
      if (depth >= kMaxFallbacks) {
        diagnostics_.AddError("invalid-block", "Too many fallbacks", "Fallbacks are nested too deeply.", target.range);
        return target;
      }
      target.fallback = std::make_shared<const EncryptionTarget>(ReadTarget(*fallback, false, depth + 1));
    }
    return target;
  }

  void ReadRemotes(const hcl::Block& block) {
    const hcl::Content content = Decode(block.body, {{}, {{"default", {}}, {"remote_state_data_source", {"name"}}}});
    if (const hcl::BlockPtr one = Single(content, "default")) block_.remote_default = ReadTarget(*one, false, 0);
    for (const hcl::BlockPtr& one : content.BlocksOf("remote_state_data_source")) {
      const std::string& name = one->labels[0].text;
      const bool is_twice = std::ranges::any_of(block_.remotes, [&](const auto& other) { return other.first == name; });
      if (is_twice) {
        diagnostics_.AddError("duplicate-block", "Duplicate remote_data_source",
                              "Found multiple instances of remote_data_source." + name, block_.range);
        continue;
      }
      block_.remotes.emplace_back(name, ReadTarget(*one, false, 0));
    }
  }

  diag::Diagnostics& diagnostics_;
  EncryptionBlock block_;
};

// The bodies of parts that both have are laid over each other, the others are added. An alias stays what it was.
void MergeParts(Parts& base, const Parts& changes) {
  for (const EncryptionPart& change : changes) {
    const auto found = std::ranges::find_if(
        base, [&](const EncryptionPart& one) { return one.type == change.type && one.name == change.name; });
    if (found == base.end()) {
      base.push_back(change);
    } else {
      found->body = hcl::Overlaid(found->body, change.body);
    }
  }
}

void MergeTarget(std::optional<EncryptionTarget>& base, const std::optional<EncryptionTarget>& change) {
  if (!change) return;
  if (!base) {
    base = change;
    return;
  }
  if (change->method != nullptr) base->method = change->method;
  if (change->fallback != nullptr) base->fallback = change->fallback;
  base->enforced = base->enforced || change->enforced;
}

template <typename T>
void AppendAll(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

EncryptionBlock ReadEncryptionBlock(const hcl::Body& body, const diag::Range& range, diag::Diagnostics& diagnostics) {
  return EncryptionReader(diagnostics).Read(body, range);
}

std::optional<EncryptionBlock> ParseEncryption(const std::string& text, diag::Diagnostics& diagnostics) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return std::nullopt;
  diag::Diagnostics found;
  const auto file =
      std::make_shared<const hcl::File>(text[first] == '{' ? hcl::ParseJsonFile("TF_ENCRYPTION", text, found)
                                                           : hcl::ParseFile("TF_ENCRYPTION", text, found));
  EncryptionBlock block;
  if (!found.HasErrors()) block = ReadEncryptionBlock(file->body, file->body.range, found);
  block.files.push_back(file);
  diagnostics.Append(found);
  return block;
}

EncryptionBlock MergedEncryption(const EncryptionBlock& base, const EncryptionBlock& changes) {
  EncryptionBlock merged = base;
  MergeParts(merged.key_providers, changes.key_providers);
  MergeParts(merged.methods, changes.methods);
  MergeTarget(merged.state, changes.state);
  MergeTarget(merged.plan, changes.plan);
  MergeTarget(merged.remote_default, changes.remote_default);
  for (const auto& [name, change] : changes.remotes) {
    const auto found = std::ranges::find_if(merged.remotes, [&](const auto& one) { return one.first == name; });
    if (found == merged.remotes.end()) {
      merged.remotes.emplace_back(name, change);
      continue;
    }
    std::optional<EncryptionTarget> target = found->second;
    MergeTarget(target, change);
    found->second = *target;
  }
  AppendAll(merged.files, changes.files);
  AppendAll(merged.kept_blocks, changes.kept_blocks);
  AppendAll(merged.kept_attributes, changes.kept_attributes);
  return merged;
}

}  // namespace rolecall::engine
