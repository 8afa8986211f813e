using Siren2.Baseline;
using Siren2.Core.Tests.Spectral;
using Siren2.Decimation;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Decimation;

/// <summary>
/// Whoever watches is asked before every block, and what throws there ends the work: nothing is written beyond, however long the clip.
/// </summary>
public class BlockwiseWorkTests
{
    private const int Length = 200_000;

    // Samples at the high rate that may be written between two questions, whatever the length of the clip.
    private const int LargestBlock = 1 << 16;

    private static readonly float[] Input = Noise.Uniform(Length, 1);

    public static TheoryData<string, int> Works => new()
    {
        { "filter", Length },
        { "resample 1:2", 2 * Length },
        { "resample 9973:10007", 200_682 },
        { "interpolate", 2 * Length },
    };

    [Theory]
    [MemberData(nameof(Works))]
    public void Between_two_questions_one_block_is_written_and_after_a_refusal_none(string name, int length)
    {
        float[] whole = new float[length];
        whole.AsSpan().Fill(float.NaN);
        List<int> written = [];
        Run(name, whole, () => written.Add(Written(whole)));
        Assert.DoesNotContain(float.NaN, whole);
        Assert.InRange(written.Zip(written.Skip(1).Append(length), (before, after) => after - before).Max(), 1, LargestBlock);

        var random = new Random(3);
        for (int i = 0; i < 4; i++)
        {
            int refused = random.Next(written.Count);
            int asked = 0;
            float[] part = new float[length];
            part.AsSpan().Fill(float.NaN);
            _ = Assert.Throws<OperationCanceledException>(() => Run(name, part, () =>
            {
                if (asked++ == refused)
                {
                    throw new OperationCanceledException();
                }
            }));
            Assert.Equal(refused + 1, asked);
            Assert.Equal(written[refused], Written(part));
            Assert.Equal(whole[..written[refused]], part[..written[refused]]);
        }
    }

    [Theory]
    [InlineData(8000, 16_000)]
    [InlineData(8000, 48_000)]
    [InlineData(44_100, 48_000)]
    public void A_projection_asks_the_same_number_of_times_per_sample_however_long_the_clip(int inputRate, int outputRate)
    {
        double once = Asked(Length);
        Assert.InRange(Asked(4 * Length) / once, 3.5, 4.5);
        Assert.InRange(2.0 * Length * outputRate / inputRate / once, 1, LargestBlock);

        int Asked(int length)
        {
            int count = 0;
            var projector = new MissingBandProjector(inputRate, outputRate, length);
            float[] signal = new float[projector.OutputLength];
            projector.Project(signal, signal, () => count++);
            return count;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3000.0)]
    public void Baseline_and_projection_of_a_channel_can_be_ended_at_any_block(double? bandwidth)
    {
        var clip = new AudioClip(8000, Input);
        InputBand band = bandwidth is double end ? InputBand.Full(clip) with { Bandwidth = end } : new(4000, AntiAliasingFilter.Sox);
        int asked = 0;
        int refused = int.MaxValue;
        var baseline = new ClipBaseline(clip, 16_000, band, SincQuality.High, GoOn);
        int forBaseline = asked;
        baseline.Project(new float[baseline.OutputLength], GoOn);
        int forProjection = asked - forBaseline;

        // A resampler, and the two directions of the projector; the roll-off before. Then both directions again, or one filter.
        Assert.InRange(forBaseline, 3 * 2 * Length / LargestBlock, 1000);
        Assert.InRange(forProjection, 2 * Length / LargestBlock, 1000);
        var random = new Random(4);
        for (int i = 0; i < 4; i++)
        {
            (asked, refused) = (0, random.Next(forBaseline));
            _ = Assert.Throws<OperationCanceledException>(() => new ClipBaseline(clip, 16_000, band, SincQuality.High, GoOn));
            Assert.Equal(refused + 1, asked);
            (asked, refused) = (0, random.Next(forProjection));
            _ = Assert.Throws<OperationCanceledException>(() => baseline.Project(new float[baseline.OutputLength], GoOn));
            Assert.Equal(refused + 1, asked);
        }

        void GoOn()
        {
            if (asked++ == refused)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private static int Written(float[] result)
    {
        int first = Array.FindIndex(result, float.IsNaN);
        return first < 0 ? result.Length : first;
    }

    private static void Run(string name, float[] result, Action goOn)
    {
        switch (name)
        {
            case "filter":
                KnownBandFilter.Create(3000, 3200, 16_000).Apply(Input, result, goOn);
                break;
            case "interpolate":
                // Adds to what is there: what it has not come to stays as it was.
                float[] sum = new float[result.Length];
                new ClipBand(new RateRatio(1, 2), Length).AddInterpolated(Array.ConvertAll(Input, x => (double)x), sum, () =>
                {
                    Copy(sum, result);
                    goOn();
                });
                Copy(sum, result);
                break;
            default:
                int[] rates = [.. name.Split(' ')[1].Split(':').Select(int.Parse)];
                new SincResampler(rates[0], rates[1]).Process(Input, result, goOn);
                break;
        }
    }

    private static void Copy(float[] sum, float[] result)
    {
        int end = Array.FindLastIndex(sum, sample => sample != 0) + 1;
        sum.AsSpan(0, end).CopyTo(result);
    }
}
