#include "services/iam/credentials/qr_bytes.h"

#include <algorithm>

namespace rolecall::services::iam::credentials {
namespace {

constexpr int kVersions = 20;

// ISO/IEC 18004, table 9, level L: error correction codewords of each block, and blocks.
struct Blocks {
  int correction, count;
};
constexpr Blocks kBlocks[kVersions] = {{7, 1},  {10, 1}, {15, 1}, {20, 1}, {26, 1}, {18, 2}, {20, 2},
                                       {24, 2}, {30, 2}, {18, 4}, {20, 4}, {24, 4}, {26, 4}, {30, 4},
                                       {22, 6}, {24, 6}, {28, 6}, {30, 6}, {28, 7}, {28, 8}};

const Blocks& BlocksOf(int version) { return kBlocks[version - 1]; }

// Modules that are neither patterns nor format and version information, in whole bytes: table 1.
int AllCodewords(int version) {
  int modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const int alignments = version / 7 + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
  }
  if (version >= 7) modules -= 36;
  return modules / 8;
}

int DataCodewords(int version) {
  return AllCodewords(version) - BlocksOf(version).correction * BlocksOf(version).count;
}

// The bits of the character count in byte mode: table 3.
int CountBits(int version) { return version < 10 ? 8 : 16; }

class Bits {
 public:
  void Append(unsigned value, int count) {
    for (int i = count - 1; i >= 0; --i) bits_.push_back(((value >> i) & 1u) != 0);
  }
  std::size_t size() const { return bits_.size(); }
  std::vector<std::uint8_t> Bytes() const {
    std::vector<std::uint8_t> bytes(bits_.size() / 8);
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] << 1 | (bits_[i] ? 1 : 0));
    }
    return bytes;
  }

 private:
  std::vector<bool> bits_;
};

std::vector<std::uint8_t> DataOf(std::string_view text, int version) {
  constexpr unsigned kByteMode = 4;
  const std::size_t capacity = static_cast<std::size_t>(DataCodewords(version)) * 8;
  Bits bits;
  bits.Append(kByteMode, 4);
  bits.Append(static_cast<unsigned>(text.size()), CountBits(version));
  for (char c : text) bits.Append(static_cast<unsigned char>(c), 8);
  bits.Append(0, static_cast<int>(std::min<std::size_t>(4, capacity - bits.size())));  // the terminator
  bits.Append(0, static_cast<int>((8 - bits.size() % 8) % 8));
  for (unsigned pad = 0xec; bits.size() < capacity; pad ^= 0xec ^ 0x11) bits.Append(pad, 8);
  return bits.Bytes();
}

// In GF(2^8) by x^8 + x^4 + x^3 + x^2 + 1.
std::uint8_t Multiply(std::uint8_t a, std::uint8_t b) {
  unsigned product = 0;
  for (int i = 7; i >= 0; --i) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if (((b >> i) & 1) != 0) product ^= a;
  }
  return static_cast<std::uint8_t>(product);
}

// The product of (x - 2^i) for i below `degree`, without its first coefficient, which is 1.
std::vector<std::uint8_t> Generator(int degree) {
  std::vector<std::uint8_t> coefficients(static_cast<std::size_t>(degree));
  coefficients.back() = 1;
  std::uint8_t root = 1;
  for (int i = 0; i < degree; ++i) {
    for (std::size_t j = 0; j < coefficients.size(); ++j) {
      coefficients[j] = Multiply(coefficients[j], root);
      if (j + 1 < coefficients.size()) coefficients[j] ^= coefficients[j + 1];
    }
    root = Multiply(root, 2);
  }
  return coefficients;
}

// Reed-Solomon: the remainder of the data by the generator.
std::vector<std::uint8_t> Correction(const std::vector<std::uint8_t>& data,
                                     const std::vector<std::uint8_t>& generator) {
  std::vector<std::uint8_t> remainder(generator.size());
  for (std::uint8_t byte : data) {
    const std::uint8_t factor = byte ^ remainder.front();
    remainder.erase(remainder.begin());
    remainder.push_back(0);
    for (std::size_t i = 0; i < remainder.size(); ++i) remainder[i] ^= Multiply(generator[i], factor);
  }
  return remainder;
}

using Columns = std::vector<std::vector<std::uint8_t>>;

// The first byte of each block, the second of each …; short blocks are out of bytes first.
void AppendInterleaved(const Columns& blocks, std::vector<std::uint8_t>& out) {
  for (std::size_t i = 0; i < blocks.back().size(); ++i) {
    for (const auto& block : blocks) {
      if (i < block.size()) out.push_back(block[i]);
    }
  }
}

std::vector<std::uint8_t> WithCorrection(const std::vector<std::uint8_t>& data, int version) {
  const Blocks& blocks = BlocksOf(version);
  const std::vector<std::uint8_t> generator = Generator(blocks.correction);
  const std::size_t count = static_cast<std::size_t>(blocks.count), short_size = data.size() / count,
                    short_blocks = count - data.size() % count;
  Columns data_blocks, correction_blocks;
  auto at = data.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = at + static_cast<std::ptrdiff_t>(short_size + (i < short_blocks ? 0 : 1));
    data_blocks.emplace_back(at, end);
    correction_blocks.push_back(Correction(data_blocks.back(), generator));
    at = end;
  }
  std::vector<std::uint8_t> codewords;
  AppendInterleaved(data_blocks, codewords);
  AppendInterleaved(correction_blocks, codewords);
  return codewords;
}

}  // namespace

QrBytes MakeQrBytes(std::string_view text) {
  for (int version = 1; version <= kVersions; ++version) {
    const std::size_t needed = 4 + static_cast<std::size_t>(CountBits(version)) + text.size() * 8;
    if (needed > static_cast<std::size_t>(DataCodewords(version)) * 8) continue;
    return {version, WithCorrection(DataOf(text, version), version)};
  }
  return {};
}

// Annex E: the first is at 6, the others are evenly apart, ending 7 before the edge.
std::vector<int> AlignmentPositions(int version) {
  if (version == 1) return {};
  const int count = version / 7 + 2, last = version * 4 + 10;
  const int step = (version * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
  std::vector<int> positions{6};
  for (int i = count - 2; i >= 0; --i) positions.push_back(last - i * step);
  return positions;
}

}  // namespace rolecall::services::iam::credentials
