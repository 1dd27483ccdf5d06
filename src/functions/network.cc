// The cidr functions.
#include <algorithm>

#include "functions/define.h"
#include "functions/notation/address.h"

namespace rolecall::functions {
namespace {

using PrefixOutcome = Expected<Prefix, FunctionError>;

std::string NoPrefix(const std::string& text) { return "invalid CIDR address: " + text; }

PrefixOutcome Read(const Value& text) {
  const auto prefix = ParsePrefix(text.AsString());
  if (!prefix) return Failure("invalid CIDR expression: " + NoPrefix(text.AsString()));
  return *prefix;
}

// A whole number that may need more than 64 bits, with its sign.
struct BigWhole {
  bool is_negative = false;
  AddressBits magnitude = 0;
};

std::optional<BigWhole> ReadWhole(const Value& number) {
  if (!number.AsNumber().IsInteger()) return std::nullopt;
  std::string digits = number.AsNumber().Text();
  BigWhole whole;
  if (digits[0] == '-') {
    whole.is_negative = true;
    digits.erase(0, 1);
  }
  constexpr std::size_t kMostDigits = 38;  // of what fits into 126 bits
  if (digits.size() > kMostDigits) return std::nullopt;
  for (const char c : digits) whole.magnitude = whole.magnitude * 10 + static_cast<unsigned>(c - '0');
  return whole;
}

// Whether the number fits into that many bits.
bool Fits(AddressBits number, int bits) { return bits >= 128 || number < AddressBits{1} << bits; }

FunctionResult CidrHost(Arguments arguments, const Type&) {
  if (!arguments[1].AsNumber().IsInteger()) return Failure("value must be a whole number");
  const PrefixOutcome prefix = Read(arguments[0]);
  if (!prefix.ok()) return prefix.error();
  const auto host = ReadWhole(arguments[1]);
  const int bits = prefix->base.width - prefix->length;
  const AddressBits magnitude = host ? host->magnitude : 0;
  const AddressBits highest = host && host->is_negative && magnitude > 0 ? magnitude - 1 : magnitude;
  if (!host || !Fits(highest, bits)) {
    return Failure("prefix of " + std::to_string(prefix->length) + " does not accommodate a host numbered " +
                   arguments[1].AsNumber().Text());
  }
  // Below zero: counted from the end of the range.
  const AddressBits size_mask = ~PrefixMask(prefix->length, 128);
  const AddressBits host_mask = prefix->base.width == 128 ? size_mask : (bits == 0 ? 0 : (AddressBits{1} << bits) - 1);
  Address address = prefix->base;
  AddressBits inside = (host->is_negative ? AddressBits{0} - magnitude : magnitude) & host_mask;
  // As go-cidr does, whose functions these are: of an IPv4 address in IPv6 it takes the number for one of 32 bits, and
  // puts it in front.
  if (address.IsMapped()) inside <<= 96;
  address.bits |= inside;
  return Value::String(address.Text());
}

FunctionResult CidrNetmask(Arguments arguments, const Type&) {
  const PrefixOutcome prefix = Read(arguments[0]);
  if (!prefix.ok()) return prefix.error();
  if (prefix->base.width != 32) {
    return Failure("IPv6 addresses cannot have a netmask: " + arguments[0].AsString());
  }
  return Value::String(Address{PrefixMask(prefix->length, 32), 32}.Text());
}

FunctionResult CidrSubnet(Arguments arguments, const Type&) {
  if (!arguments[1].AsNumber().ToInt64()) return Failure(kNoWholeNumber);
  if (!arguments[2].AsNumber().IsInteger()) return Failure("value must be a whole number");
  const PrefixOutcome prefix = Read(arguments[0]);
  if (!prefix.ok()) return prefix.error();
  const auto new_bits = arguments[1].AsNumber().ToInt64();
  const auto number = ReadWhole(arguments[2]);
  if (!new_bits || *new_bits < 0) return Failure("newbits must be a whole number that is not negative");
  if (!number || number->is_negative) return Failure("netnum must be a whole number that is not negative");
  const std::int64_t length = prefix->length + std::min<std::int64_t>(*new_bits, 1000);
  if (length > prefix->base.width) {
    return Failure("insufficient address space to extend prefix of " + std::to_string(prefix->length) + " by " +
                   std::to_string(*new_bits));
  }
  if (!Fits(number->magnitude, static_cast<int>(*new_bits))) {
    return Failure("prefix extension of " + std::to_string(*new_bits) + " does not accommodate a subnet numbered " +
                   arguments[2].AsNumber().Text());
  }
  Prefix subnet = *prefix;
  subnet.length = static_cast<int>(length);
  const int shift = subnet.base.width - subnet.length;
  if (shift < 128) subnet.base.bits |= number->magnitude << shift;
  return Value::String(subnet.Text());
}

// --- cidrsubnets

Expected<int, FunctionError> SubnetLength(const Prefix& prefix, const Value& bits, std::size_t argument) {
  const auto new_bits = bits.AsNumber().ToInt64();
  if (!new_bits) return ArgumentError(argument, kNoWholeNumber);
  if (*new_bits < 1) return ArgumentError(argument, "must extend prefix by at least one bit");
  const int length = prefix.length + static_cast<int>(std::min<std::int64_t>(*new_bits, 1000));
  if (length > prefix.base.width) {
    return ArgumentError(argument, "would extend prefix to " + std::to_string(length) +
                                       " bits, which is too long for an " +
                                       (prefix.base.width == 32 ? "IPv4" : "IPv6") + " address");
  }
  return length;
}

FunctionResult CidrSubnets(Arguments arguments, const Type&) {
  const PrefixOutcome prefix = Read(arguments[0]);
  if (!prefix.ok()) return ArgumentError(0, prefix.error().message);
  std::vector<Value> subnets;
  const int width = prefix->base.width;
  Prefix last = {prefix->base, prefix->length};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto length = SubnetLength(*prefix, arguments[i], i);
    if (!length.ok()) return length.error();
    Prefix next = {prefix->base, *length};
    if (i > 1) {
      // The first place of that size behind the last one.
      const AddressBits size = AddressBits{1} << (width - *length);
      const AddressBits end = last.base.bits + (AddressBits{1} << (width - last.length));
      next.base.bits = (end + size - 1) / size * size;
      const bool wrapped = end <= last.base.bits || next.base.bits < end;
      if (wrapped || !prefix->Contains(next.base) || (width == 32 && !Fits(next.base.bits, 32))) {
        return ArgumentError(i, "not enough remaining address space for a subnet with a prefix of " +
                                    std::to_string(*length) + " bits after " + last.Text());
      }
    }
    last = next;
    subnets.push_back(Value::String(next.Text()));
  }
  return Value::List(Type::String(), std::move(subnets));
}

FunctionResult CidrContains(Arguments arguments, const Type&) {
  const auto prefix = ParsePrefix(arguments[0].AsString());
  if (!prefix) return Failure(NoPrefix(arguments[0].AsString()));
  const std::string& text = arguments[1].AsString();
  const auto inner = ParsePrefix(text);
  const auto address = inner ? std::optional(inner->base) : ParseAddress(text);
  if (!address) return Failure("invalid IP address or prefix: " + text);
  if (address->width != prefix->base.width) {
    return Failure("address family mismatch: " + arguments[0].AsString() + " vs. " + text);
  }
  return Value::Bool(prefix->Contains(*address) && (!inner || inner->length >= prefix->length));
}

}  // namespace

void AddNetwork(Catalogue& catalogue) {
  const Type text = Type::String();
  const Type number = Type::Number();
  const auto returns = Function::Returns(text);
  Define(catalogue, Function("cidrhost", "The address of a host in a network, by its number.",
                             {Plain("prefix", text), Plain("hostnum", number)}, returns, CidrHost)
                        .NeverNull());
  Define(catalogue,
         Function("cidrnetmask", "The netmask of an IPv4 network.", {Plain("prefix", text)}, returns, CidrNetmask)
             .NeverNull());
  Define(catalogue,
         Function("cidrsubnet", "A network within a network, by its number.",
                  {Plain("prefix", text), Plain("newbits", number), Plain("netnum", number)}, returns, CidrSubnet)
             .NeverNull());
  Define(catalogue, Function("cidrsubnets", "Networks within a network, one behind the other.", {Plain("prefix", text)},
                             Plain("newbits", number), Function::Returns(Type::List(text)), CidrSubnets)
                        .NeverNull());
  Define(catalogue, Function("cidrcontains", "Whether an address or network lies within a network.",
                             {Plain("containing_prefix", text), Plain("contained_ip_or_prefix", text)},
                             Function::Returns(Type::Bool()), CidrContains)
                        .NeverNull());
}

}  // namespace rolecall::functions
