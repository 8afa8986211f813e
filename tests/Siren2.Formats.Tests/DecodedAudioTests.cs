using Siren2.Formats.Decoders;

namespace Siren2.Formats.Tests;

/// <summary>Reads in any order from decoders that only go forward.</summary>
public sealed class DecodedAudioTests
{
    [Fact]
    public void A_long_file_is_decoded_again_only_for_reads_from_before_what_is_kept()
    {
        int opened = 0;
        using var audio = new DecodedAudio(() => new Counter(++opened, length: 20_000_000), CancellationToken.None);
        Assert.Equal(20_000_000, audio.Length);
        Assert.Equal(1, opened);

        float[] room = new float[1_000];
        foreach (long start in new long[] { 19_999_000, 4_000_000, 10_000_000, 9_000_000, 0, 19_000_000 })
        {
            audio.Read(start, [room]);
            Assert.Equal(Enumerable.Range((int)start, 1_000).Select(i => (float)(i % 4_096)), room);
        }

        Assert.Equal(2, opened);
    }

    [Fact]
    public void Decoding_can_be_canceled() =>
        Assert.Throws<OperationCanceledException>(() => new DecodedAudio(() => new Counter(1, 20_000_000), new CancellationToken(canceled: true)));

    private sealed class Counter(int run, long length) : ISampleReader
    {
        private long _position;

        public int SampleRate => 8_000;

        public int ChannelCount => 1;

        public WaveMetadata Metadata => WaveMetadata.None;

        public string? Remark => run > 0 ? null : "never";

        public int Read(Span<float> interleaved)
        {
            int count = (int)Math.Min(Math.Min(interleaved.Length, 1_111), length - _position);
            for (int i = 0; i < count; i++)
            {
                interleaved[i] = (_position + i) % 4_096;
            }

            _position += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
