#include "engine/state/state.h"

#include <algorithm>
#include <cstdio>

#include "engine/provider/registry_hosts.h"

namespace rolecall::engine {
namespace {

void AppendEscaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool opens_template = (c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (opens_template) out += c;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          char buffer[8];
          std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned char>(c));
          out += buffer;
        } else {
          out += c;
        }
    }
  }
}

// From how many instances on a resource keeps the positions of its instances.
constexpr std::size_t kManyInstances = 16;

std::string PositionKey(const IndexKey& index, std::string_view deposed) {
  return IndexKeyText(index) + "\n" + std::string(deposed);
}

void RebuildPositions(Resource& resource) {
  resource.positions.clear();
  if (resource.instances.size() < kManyInstances) return;
  for (std::size_t i = 0; i < resource.instances.size(); ++i) {
    resource.positions[PositionKey(resource.instances[i].index, resource.instances[i].deposed)] = i;
  }
}

template <typename ResourceT>
auto FindObject(ResourceT* resource, const IndexKey& index, std::string_view deposed)
    -> decltype(resource->instances.data()) {
  if (resource == nullptr) return nullptr;
  if (!resource->positions.empty()) {
    const auto found = resource->positions.find(PositionKey(index, deposed));
    return found == resource->positions.end() ? nullptr : &resource->instances[found->second];
  }
  for (auto& instance : resource->instances) {
    if (instance.index == index && instance.deposed == deposed) return &instance;
  }
  return nullptr;
}

// The order does not matter, so the last object takes the place of the removed one.
void EraseObject(Resource& resource, std::size_t position) {
  std::vector<Instance>& instances = resource.instances;
  if (!resource.positions.empty()) {
    resource.positions.erase(PositionKey(instances[position].index, instances[position].deposed));
    if (position + 1 != instances.size()) {
      resource.positions[PositionKey(instances.back().index, instances.back().deposed)] = position;
    }
  }
  if (position + 1 != instances.size()) instances[position] = std::move(instances.back());
  instances.pop_back();
}

void AppendObject(Resource& resource, Instance instance) {
  if (!resource.positions.empty()) {
    resource.positions[PositionKey(instance.index, instance.deposed)] = resource.instances.size();
  }
  resource.instances.push_back(std::move(instance));
  if (resource.positions.empty()) RebuildPositions(resource);
}

// Where `provider["…"]` opens its quoted source, or the whole text if it is bare.
std::string_view QuotedSource(std::string_view address) {
  const std::size_t open = address.find("provider[\"");
  if (open == std::string_view::npos) return address;
  address.remove_prefix(open + 10);
  return address.substr(0, address.find('"'));
}

}  // namespace

std::string IndexKeyText(const IndexKey& key) {
  if (const long long* number = std::get_if<long long>(&key)) return "[" + std::to_string(*number) + "]";
  const std::string* text = std::get_if<std::string>(&key);
  if (text == nullptr) return "";
  std::string out = "[\"";
  AppendEscaped(out, *text);
  return out + "\"]";
}

const char* ModeName(ResourceMode mode) {
  switch (mode) {
    case ResourceMode::kData: return "data";
    case ResourceMode::kManaged: return "managed";
    case ResourceMode::kEphemeral: return "ephemeral";
  }
  return "";
}

const char* ModePrefix(ResourceMode mode) {
  switch (mode) {
    case ResourceMode::kData: return "data.";
    case ResourceMode::kManaged: return "";
    case ResourceMode::kEphemeral: return "ephemeral.";
  }
  return "";
}

std::string ResourceKey::Text() const {
  return (module.empty() ? "" : module + ".") + ModePrefix(mode) + type + "." + name;
}

std::string InstanceText(const ResourceKey& resource, const IndexKey& index) {
  return resource.Text() + IndexKeyText(index);
}

const Resource* State::Find(const ResourceKey& key) const {
  const auto found = resources_.find(key);
  return found == resources_.end() ? nullptr : &found->second;
}

Resource* State::Find(const ResourceKey& key) {
  const auto found = resources_.find(key);
  return found == resources_.end() ? nullptr : &found->second;
}

const Instance* State::FindInstance(const ResourceKey& key, const IndexKey& index) const {
  return FindObject(Find(key), index, "");
}

Instance* State::FindInstance(const ResourceKey& key, const IndexKey& index) {
  return FindObject(Find(key), index, "");
}

const Instance* State::FindDeposed(const ResourceKey& key, const IndexKey& index, std::string_view deposed) const {
  return deposed.empty() ? nullptr : FindObject(Find(key), index, deposed);
}

void State::PutInstance(const ResourceKey& key, const std::string& provider, Instance instance) {
  Resource& resource = resources_[key];
  if (!provider.empty()) resource.provider = provider;
  if (Instance* old = FindObject(&resource, instance.index, instance.deposed)) {
    *old = std::move(instance);
  } else {
    AppendObject(resource, std::move(instance));
  }
}

bool State::RemoveInstance(const ResourceKey& key, const IndexKey& index, std::string_view deposed) {
  const auto found = resources_.find(key);
  if (found == resources_.end()) return false;
  const Instance* object = FindObject(&found->second, index, deposed);
  if (object == nullptr) return false;
  EraseObject(found->second, static_cast<std::size_t>(object - found->second.instances.data()));
  if (found->second.instances.empty()) resources_.erase(found);
  return true;
}

bool State::Depose(const ResourceKey& key, const IndexKey& index, const std::string& deposed) {
  Instance* current = FindInstance(key, index);
  if (current == nullptr || deposed.empty() || FindDeposed(key, index, deposed) != nullptr) return false;
  current->deposed = deposed;
  RebuildPositions(*Find(key));
  return true;
}

bool State::MoveInstance(const ResourceKey& from, const IndexKey& from_index, const ResourceKey& to,
                         const IndexKey& to_index) {
  const auto source = resources_.find(from);
  if (source == resources_.end() || FindInstance(to, to_index) != nullptr) return false;
  std::vector<Instance> moved;
  std::vector<Instance> kept;
  for (Instance& instance : source->second.instances) {
    (instance.index == from_index ? moved : kept).push_back(std::move(instance));
  }
  source->second.instances = std::move(kept);
  RebuildPositions(source->second);
  if (moved.empty()) return false;
  const std::string provider = source->second.provider;
  std::vector<RawMember> unknown = source->second.unknown;
  if (source->second.instances.empty()) resources_.erase(source);
  const bool is_new = resources_.count(to) == 0;
  Resource& target = resources_[to];
  if (is_new) target.unknown = std::move(unknown);
  target.provider = provider;
  for (Instance& instance : moved) {
    instance.index = to_index;
    AppendObject(target, std::move(instance));
  }
  return true;
}

std::string ProviderSource(std::string_view provider_address) {
  std::string_view source = QuotedSource(provider_address);
  // The pre-0.13 form `provider.aws` means what the registry calls hashicorp/aws.
  const bool legacy = source.starts_with("provider.") && source.find('/') == std::string_view::npos;
  if (legacy) {
    source.remove_prefix(9);
    return "hashicorp/" + std::string(source.substr(0, source.find('.')));
  }
  const std::size_t first = source.find('/');
  if (first == std::string_view::npos) return "";
  const std::size_t second = source.find('/', first + 1);
  if (second == std::string_view::npos) return std::string(source);
  const bool is_built_in = source.starts_with("terraform.io/builtin/");
  if (is_built_in || IsPublicRegistry(source.substr(0, first))) source.remove_prefix(first + 1);
  return std::string(source);
}

std::string ProviderAlias(std::string_view provider_address) {
  const std::size_t close = provider_address.rfind("\"].");
  if (close != std::string_view::npos) return std::string(provider_address.substr(close + 3));
  if (provider_address.find('"') != std::string_view::npos || !provider_address.starts_with("provider.")) return "";
  const std::size_t dot = provider_address.find('.', 9);
  return dot == std::string_view::npos ? "" : std::string(provider_address.substr(dot + 1));
}

bool SameProvider(std::string_view a, std::string_view b) {
  const auto module_of = [](std::string_view text) {
    return text.substr(0, std::min(text.find("provider["), text.size()));
  };
  if (a == b) return true;
  const std::string source = ProviderSource(a);
  return !source.empty() && source == ProviderSource(b) && ProviderAlias(a) == ProviderAlias(b) &&
         module_of(a) == module_of(b);
}

}  // namespace rolecall::engine
