using System.Buffers.Binary;
using static Siren2.Core.Tests.Audio.WaveBytes;

namespace Siren2.Core.Tests.Audio;

/// <summary>WAV files that bend the rules as programs in use do.</summary>
public sealed class OddWaveTests
{
    public static TheoryData<string, byte[]> Files
    {
        get
        {
            byte[] data = Chunk("data", Samples16(1, -2, 3));
            byte[] format = Format(Pcm, 1, 8000, 16);
            byte[] unpadded = [.. "LIST"u8, .. Bytes(3u), 1, 2, 3];
            byte[] tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 1, 2, .. new byte[130]];
            byte[] footed = [.. "ID3"u8, 4, 0, 0x10, 0, 0, 0, 4, .. new byte[14]];
            return new()
            {
                { "an odd chunk without its padding before the format", Riff(unpadded, format, data) },
                { "an odd chunk without its padding before the samples", Riff(format, unpadded, data) },
                { "two odd chunks, one padded", Riff(format, Chunk("LIST", [1, 2, 3]), unpadded, data) },
                { "a tag of ID3v2 in front", [.. tag, .. Riff(format, data)] },
                { "a tag of ID3v2 with a footer", [.. footed, .. Riff(format, data)] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Samples_are_found_all_the_same(string kind, byte[] file)
    {
        Assert.NotEmpty(kind);
        float[] expected = [1 / 32768f, -2 / 32768f, 3 / 32768f];
        using var stream = new MemoryStream(file);
        Assert.Equal(expected, AudioClip.Load(stream).Channel(0).ToArray());
        using var forward = new ForwardOnlyStream(file);
        Assert.Equal(expected, AudioClip.Load(forward).Channel(0).ToArray());
        using var source = new WaveFileSource(new MemoryStream(file));
        Assert.Equal(expected, source.Read(0, 3).Channel(0).ToArray());
        Assert.DoesNotContain("data", source.ReadMetadata().Missing);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 40_000)]
    [InlineData(false, 40_000)]
    public void Of_24_bits_in_four_bytes_the_upper_or_lower_three_count_as_the_samples_show(bool isUpper, int silence)
    {
        int[] samples = [.. new int[silence], .. Enumerable.Range(0, 1_000).Select(i => (int)(4_000_001 * Math.Sin(0.1 * i)))];
        byte[] body = new byte[4 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4 * i), isUpper ? samples[i] << 8 : samples[i]);
        }

        byte[] file = Riff(Format(Pcm, 1, 8000, 24, blockAlign: 4), Chunk("data", body));
        float[] expected = Array.ConvertAll(samples, sample => sample / 8388608f);

        using var stream = new ForwardOnlyStream(file);
        Assert.Equal(expected, AudioClip.Load(stream).Channel(0).ToArray());
        using var source = new WaveFileSource(new MemoryStream(file));
        Assert.Equal(expected, source.Read(0, samples.Length).Channel(0).ToArray());
        Assert.Equal(expected[10..20], source.Read(10, 10).Channel(0).ToArray());
    }
}
