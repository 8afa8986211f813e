using Siren2.Core.Tests.Seams;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Segments;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>A host's own code is called on no more threads than it has allowed.</summary>
public class ThreadBoundTests
{
    private static readonly AudioClip Clip = Clips.Noise(3000, channels: 4);

    [Fact]
    public void One_thread_for_the_level_model_is_one()
    {
        var gate = new Gate();
        _ = new Upsampler(Quick.Options with { MaxDegreeOfParallelism = 1, Blind = new() { Texture = new AlternatingTexture(), LevelModel = new Levels(gate) } })
            .FitAndPredict(Clip, 16_000);
        Assert.Equal((4, 1), (gate.Calls, gate.Most));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void One_thread_for_rendering_what_was_saved_is_one()
    {
        var gate = new Gate();
        UpsamplerOptions options = Quick.Options with
        {
            MaxDegreeOfParallelism = 1,
            Blind = Quick.Options.Blind with { RefinementIterations = 0, LevelModel = new FlatLevels(-16), Model = new Networks(gate) },
        };
        using var file = new MemoryStream();
        new Upsampler(options).Fit(Clip, 16_000).Save(file);
        Assert.Equal(0, gate.Calls);
        file.Position = 0;
        _ = FittedClip.Load(file, options).Render();
        Assert.Equal(1, gate.Most);
        Assert.Equal(8, gate.Calls);
    }

    /// <summary>Counts who is inside at once. Everybody waits a moment for others to come in.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource _second = new();
        private int _inside;

        /// <summary>Where no other thread is to be had, nothing would be found.</summary>
        public Gate()
        {
            using var isThere = new ManualResetEventSlim();
            _ = ThreadPool.UnsafeQueueUserWorkItem(_ => isThere.Set(), null);
            isThere.Wait();
        }

        public int Calls { get; private set; }

        public int Most { get; private set; }

        public void Pass()
        {
            lock (_lock)
            {
                Calls++;
                Most = Math.Max(Most, ++_inside);
                if (_inside > 1)
                {
                    _ = _second.TrySetResult();
                }
            }

            _ = _second.Task.Wait(TimeSpan.FromMilliseconds(40));

            lock (_lock)
            {
                _inside--;
            }
        }
    }

    private sealed class Levels(Gate gate) : IMissingBandModel
    {
        public string Identity => "tests.gate";

        public double LowestBandEdge => 0;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default)
        {
            gate.Pass();
            return new FlatLevels(-16).Predict(signal, sampleRate, bandEdge, highestFrequency, cancellationToken);
        }
    }

    /// <summary>Networks that pass the gate where they are read back to be rendered.</summary>
    private sealed class Networks(Gate gate) : ISegmentModel
    {
        private readonly FreeSamples _own = new();

        public string Identity => "tests.gate";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => _own.Create(input, seed, maxDegreeOfParallelism);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors)
        {
            gate.Pass();
            return _own.Import(input, tensors);
        }
    }
}
