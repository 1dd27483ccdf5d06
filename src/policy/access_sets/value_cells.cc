#include "policy/access_sets/value_cells.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "policy/document/scalars.h"

namespace rolecall::policy {
namespace {

constexpr const char* kNoValueOfTheKind = "none";

bool IsBefore(const std::string& a, const std::string& b) {
  const auto x = ParseDecimal(a), y = ParseDecimal(b);
  return x && y && CompareDecimals(*x, *y) < 0;
}

std::string Printed(const char* format, long double number) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

bool IsWhole(const std::string& text) {
  const long double number = std::strtold(text.c_str(), nullptr);
  return std::fabs(number) < 1e15L && std::floor(number) == number;
}

void AddBetween(const std::string& low, const std::string& high, bool whole, ValueCells& cells) {
  const long double x = std::strtold(low.c_str(), nullptr), y = std::strtold(high.c_str(), nullptr);
  const std::string next = Printed("%.0Lf", std::floor(x) + 1), middle = Printed("%.6Lf", (x + y) / 2);
  if (IsBefore(low, next) && IsBefore(next, high)) {
    cells.values.push_back(next);
  } else if (IsBefore(low, middle) && IsBefore(middle, high)) {
    (whole ? cells.fractions : cells.values).push_back(middle);
  } else {
    cells.exhaustive = false;
  }
}

ValueCells Numbers(const std::vector<std::string>& written) {
  ValueCells cells;
  std::vector<std::string> sorted;
  for (const std::string& text : written) {
    if (ParseDecimal(text)) sorted.push_back(text);
  }
  std::sort(sorted.begin(), sorted.end(), IsBefore);
  const bool whole = std::all_of(sorted.begin(), sorted.end(), IsWhole);
  cells.values = sorted;
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    if (IsBefore(sorted[i], sorted[i + 1])) AddBetween(sorted[i], sorted[i + 1], whole, cells);
  }
  const std::string low =
      sorted.empty() ? "1" : Printed("%.0Lf", std::floor(std::strtold(sorted.front().c_str(), nullptr)) - 1);
  const std::string high =
      sorted.empty() ? "2" : Printed("%.0Lf", std::floor(std::strtold(sorted.back().c_str(), nullptr)) + 1);
  cells.exhaustive =
      cells.exhaustive && (sorted.empty() || (IsBefore(low, sorted.front()) && IsBefore(sorted.back(), high)));
  cells.values.insert(cells.values.end(), {low, high});
  return cells;
}

std::string DateText(std::int64_t since_1970) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(since_1970)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  if (year < 0 || year > 9999) return std::to_string(since_1970 / 1000);
  const std::int64_t rest = (time - day).count();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", year, static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(rest / 3600000),
                static_cast<int>(rest / 60000 % 60), static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000));
  std::string shown = text;
  if (shown.ends_with(".000Z")) shown.replace(shown.size() - 5, 5, "Z");
  return shown;
}

ValueCells Dates(const std::vector<std::string>& written) {
  ValueCells cells;
  constexpr std::int64_t kDay = 86'400'000;
  std::vector<std::int64_t> points;
  for (const std::string& text : written) {
    if (const auto date = ParseDate(text)) points.push_back(*date);
  }
  if (points.empty()) points.push_back(1'900'000'000'000);
  for (const std::int64_t point : points) {
    for (const std::int64_t near : {point, point + kDay, point - kDay, point + 1, point - 1}) {
      cells.values.push_back(DateText(near));
      if (ParseDate(cells.values.back()) != near) cells.exhaustive = false;
    }
  }
  return cells;
}

// One up or down; false where there is no more.
bool Move(IpAddress& address, int by) {
  for (int i = address.bits() / 8 - 1; i >= 0; --i) {
    address.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] + by);
    if (address.bytes[i] != (by > 0 ? 0 : 0xff)) return true;
  }
  return false;
}

void AddEnds(const IpNetwork& network, ValueCells& cells) {
  IpAddress first = network.address, last = network.address;
  for (int bit = network.prefix; bit < first.bits(); ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80 >> (bit % 8));
    first.bytes[bit / 8] = static_cast<std::uint8_t>(first.bytes[bit / 8] & ~mask);
    last.bytes[bit / 8] = static_cast<std::uint8_t>(last.bytes[bit / 8] | mask);
  }
  cells.values.push_back(first.Text());
  cells.values.push_back(last.Text());
  if (Move(first, -1)) cells.values.push_back(first.Text());
  if (Move(last, 1)) cells.values.push_back(last.Text());
}

ValueCells Addresses(const std::vector<std::string>& written) {
  ValueCells cells;
  cells.values = {"203.0.113.5", "2001:db8::5"};
  for (const std::string& text : written) {
    if (const auto network = ParseIpNetwork(text)) AddEnds(*network, cells);
  }
  return cells;
}

}  // namespace

ValueCells CellsOf(ValueKind kind, const std::vector<std::string>& written, bool typed) {
  const auto with_others = [typed](ValueCells cells) {
    if (!typed) cells.values.emplace_back(kNoValueOfTheKind);
    return cells;
  };
  switch (kind) {
    case ValueKind::kNumber: return with_others(Numbers(written));
    case ValueKind::kDate: return with_others(Dates(written));
    case ValueKind::kAddress: return with_others(Addresses(written));
    case ValueKind::kBool: return {{"true", "false"}, {}, true};
    case ValueKind::kText:
    case ValueKind::kBinary:
    case ValueKind::kArn:
    case ValueKind::kPresence: break;
  }
  return {{}, {}, false};
}

}  // namespace rolecall::policy
