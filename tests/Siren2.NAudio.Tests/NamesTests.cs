using System.Reflection;
using NAudio.Dsp;
using NAudio.Effects;
using NAudio.Utils;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;
using Siren2;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Metrics;
using Siren2.MissingBand;
using Siren2.NAudio;
using Siren2.Optimization;
using Siren2.Resampling;
using Siren2.Spectral;

// The namespaces of a host, outside of those of this repository, with all that NAudio and Siren2 hold.
namespace HostOfBoth
{
    /// <summary>A file that imports everything, as hosts do; that it compiles is the test.</summary>
    internal static class Everything
    {
        public static SuperResolvingSampleProvider Play(
            WaveStream reader, AudioClip original, SincResampler resampler, BiQuadFilter filter, MultiResolutionStftLoss loss)
        {
            var source = NAudioSource.FromStream(reader);
            double snr = SignalMetrics.Snr(original.Channel(0), original.Channel(0));
            _ = (typeof(WaveFileReader), typeof(WaveFileSource), typeof(WaveFormat), typeof(WaveEncoding), typeof(SafetensorsFile), typeof(Adam));
            _ = (typeof(Decibels), typeof(AudioEffect), typeof(SincBaseline), typeof(MissingBandProjector), typeof(LevelPrior), typeof(WindowKind));
            Assert.True(snr > 0 && resampler is not null && filter is not null && loss is not null);
            Assert.Equal(WaveFormat.CreateIeeeFloatWaveFormat(source.SampleRate, 1), new VolumeSampleProvider(source.AsSampleProvider()).WaveFormat);
            return new SuperResolvingSampleProvider(source, 2 * source.SampleRate);
        }
    }
}

namespace Siren2.NAudio.Tests
{
    public sealed class NamesTests
    {
        [Fact]
        public void No_public_name_of_Siren2_is_one_of_NAudio()
        {
            HashSet<string> theirs = [.. Names(typeof(WaveStream).Assembly)];
            Assert.True(theirs.Count > 200);
            Assembly[] ours = [typeof(AudioClip).Assembly, typeof(NAudioSource).Assembly, typeof(SignalMetrics).Assembly];
            Assert.DoesNotContain(ours.SelectMany(Names), theirs.Contains);
        }

        [Fact]
        public void What_is_both_a_stream_and_a_provider_is_opened_as_either()
        {
            // AudioFileReader of NAudio's main package is both.
            AudioClip clip = Player.Noise(3_000, 8_000, channels: 2);
            using var both = new StreamAndProvider(clip);
            using (var source = NAudioSource.FromStream(both))
            {
                Player.AssertSame(clip, source);
            }

            both.Position = 0;
            using var provided = NAudioSource.FromProvider(both);
            Player.AssertSame(clip, provided);
        }

        [Fact]
        [Trait("Suite", "slow")]
        public void A_host_with_every_namespace_plays()
        {
            AudioClip clip = Player.Noise(3_000, 8_000, channels: 1);
            using SuperResolvingSampleProvider played = HostOfBoth.Everything.Play(
                clip.AsWaveStream(), clip, new SincResampler(1, 2), BiQuadFilter.LowPassFilter(8_000, 1_000, 1), new MultiResolutionStftLoss());
            Assert.Equal(6_000, Player.ReadAll(played).Length);
        }

        private static IEnumerable<string> Names(Assembly assembly) =>
            assembly.GetExportedTypes().Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0]);

        private sealed class StreamAndProvider(AudioClip clip) : WaveStream, ISampleProvider
        {
            private readonly WaveStream _stream = clip.AsWaveStream();

            public override WaveFormat WaveFormat => _stream.WaveFormat;

            public override long Length => _stream.Length;

            public override long Position
            {
                get => _stream.Position;
                set => _stream.Position = value;
            }

            public int Read(Span<float> buffer) => _stream.ToSampleProvider().Read(buffer);

            public override int Read(Span<byte> buffer) => _stream.Read(buffer);

            public override int Read(byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

            protected override void Dispose(bool disposing)
            {
                _stream.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
