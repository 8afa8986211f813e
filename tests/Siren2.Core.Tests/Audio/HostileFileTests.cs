using Siren2.Files;
using static Siren2.Core.Tests.Audio.WaveBytes;

namespace Siren2.Core.Tests.Audio;

/// <summary>Damaged files end in <see cref="InvalidDataException"/> or in something valid, and never in anything else.</summary>
public class HostileFileTests
{
    private static readonly byte[] SampleBytes = [.. Enumerable.Range(0, 48).Select(i => (byte)(37 * i))];

    public static TheoryData<string> WaveFiles => [.. Waves.Keys];

    private static Dictionary<string, byte[]> Waves => new()
    {
        ["8 bits"] = Riff(Format(Pcm, 1, 8000, 8), Chunk("data", SampleBytes)),
        ["16 bits with other chunks"] = Riff(
            Chunk("JUNK", [1]), Format(Pcm, 2, 8000, 16), Chunk("LIST", [1, 2, 3]), Chunk("data", SampleBytes), Chunk("id3 ", [1])),
        ["24 bits, extensible"] = Riff(ExtensibleFormat(Pcm, 4, 8000, 24), Chunk("data", SampleBytes)),
        ["64-bit floats"] = Riff(Format(Float, 1, 8000, 64), Chunk("data", SampleBytes)),
        ["RF64"] = Form("RF64", Open, LongSizes(100, 48), Format(Float, 3, 8000, 32), Chunk("data", SampleBytes, Open)),
    };

    private static byte[] Tensors
    {
        get
        {
            using var stream = new MemoryStream();
            NamedTensor[] tensors = [new("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), new("b", [], [1]), new("empty", [0], [])];
            SafetensorsFile.Save(stream, tensors, new Dictionary<string, string> { ["made"] = "by hand" });
            return stream.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(WaveFiles))]
    public void A_wave_file_cut_at_any_byte_is_refused_or_gives_whole_frames(string kind)
    {
        byte[] file = Waves[kind];
        AudioClip whole = Load(file)!;
        for (int length = 0; length < file.Length; length++)
        {
            AudioClip? clip = Load(file[..length]);
            for (int c = 0; c < clip?.ChannelCount; c++)
            {
                Assert.True(whole.Channel(c).StartsWith(clip.Channel(c)), $"cut at {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(WaveFiles))]
    public void A_damaged_wave_file_is_refused_or_gives_a_clip_no_larger_than_itself(string kind)
    {
        byte[] file = Waves[kind];
        var random = new Random(1);
        for (int trial = 0; trial < 2000; trial++)
        {
            if (Load(Damaged(file, random)) is { } clip)
            {
                Assert.InRange((long)clip.ChannelCount * clip.Length, 0, file.Length);
            }
        }
    }

    [Fact]
    public void A_safetensors_file_cut_at_any_byte_is_refused()
    {
        byte[] file = Tensors;
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Load(new MemoryStream(file[..length])));
        }
    }

    [Fact]
    public void A_damaged_safetensors_file_is_refused_or_gives_tensors_that_fit_their_shapes()
    {
        byte[] file = Tensors;
        var random = new Random(2);
        int valid = 0;
        for (int trial = 0; trial < 10_000; trial++)
        {
            using var stream = new MemoryStream(Damaged(file, random));
            try
            {
                foreach (NamedTensor tensor in SafetensorsFile.Load(stream).Tensors.Values)
                {
                    Assert.Equal(tensor.Data.Length, tensor.Shape.Aggregate(1, (count, extent) => count * extent));
                    valid++;
                }
            }
            catch (InvalidDataException)
            {
            }
        }

        Assert.InRange(valid, 1, 29_999);
    }

    private static AudioClip? Load(byte[] file)
    {
        using var stream = new MemoryStream(file);
        try
        {
            return AudioClip.Load(stream);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>One to four bytes changed: to anything, to an extreme, or by one bit; or one too many or too few.</summary>
    private static byte[] Damaged(byte[] file, Random random)
    {
        var bytes = new List<byte>(file);
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = 0xFF;
                    break;
                case 1:
                    bytes[at] = 0;
                    break;
                case 2:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }
}
