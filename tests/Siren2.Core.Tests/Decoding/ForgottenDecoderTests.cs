using System.Diagnostics;
using System.Runtime.CompilerServices;
using Siren2.Core.Tests.Docs;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Segments;

namespace Siren2.Core.Tests.Decoding;

/// <summary>Counts the threads of the process, and adds some.</summary>
[Collection(nameof(WholeProcess))]
public class ForgottenDecoderTests
{
    // Wide enough that there is something to share.
    private static readonly SeaNetEncoderOptions Encoder = new() { FilterCount = 32, Dimension = 4, Ratios = [4] };

    [Fact]
    public void The_threads_of_decoders_that_nobody_disposed_of_end_with_them()
    {
        AssertThatThreadsEnd(static i =>
        {
#pragma warning disable CA2000 // That is the point.
            var decoder = new SirenDecoder(new() { Width = 8, Depth = 2 }, WinnerScale.None, seed: i, maxDegreeOfParallelism: 5);
#pragma warning restore CA2000
            decoder.Forward(new DecoderGrid(DecoderGrid.EvenTimes(1000)), default, new float[1000]);
        });
    }

    [Fact]
    public void The_threads_of_encoders_that_nobody_disposed_of_end_with_them()
    {
        AssertThatThreadsEnd(static i =>
        {
#pragma warning disable CA2000 // That is the point.
            var encoder = new SeaNetEncoder(Encoder, 1000, seed: i, maxDegreeOfParallelism: 5);
#pragma warning restore CA2000
            encoder.Forward(new float[1000], new float[encoder.FrameCount * encoder.LatentDimension]);
        });
    }

    /// <summary>One that was canceled while it was drawn, whose weights did not fit, or that only exports them, has none to end.</summary>
    [Fact]
    public void An_encoder_that_has_computed_nothing_has_no_threads()
    {
        int before = Threads();
        SeaNetEncoder[] encoders = [.. Enumerable.Range(0, 20).Select(i => new SeaNetEncoder(Encoder, 1000, seed: i, maxDegreeOfParallelism: 16))];
        Assert.InRange(Threads() - before, -10_000, 100);
        foreach (SeaNetEncoder encoder in encoders)
        {
            encoder.Dispose();
        }
    }

    /// <summary>Fifteen threads each beside the caller's: enough of them that threads of other origin, which end meanwhile, tell little.</summary>
    [Fact]
    public void An_encoder_takes_no_more_threads_than_it_has_work_for()
    {
        int before = Threads();
        SeaNetEncoder[] encoders = [.. Enumerable.Range(0, 20).Select(i => new SeaNetEncoder(Encoder, 1000, seed: i, maxDegreeOfParallelism: int.MaxValue))];
        foreach (SeaNetEncoder encoder in encoders)
        {
            encoder.Forward(new float[1000], new float[encoder.FrameCount * encoder.LatentDimension]);
        }

        Assert.InRange(Threads() - before, 150, 400);
        foreach (SeaNetEncoder encoder in encoders)
        {
            encoder.Dispose();
        }
    }

    /// <summary>Seven threads each beside the caller's, and seven for the decoder.</summary>
    [Fact]
    [Trait("Suite", "slow")]
    public void The_network_of_a_segment_gives_its_encoder_threads_and_takes_them_back()
    {
        float[] samples = new float[4000];
        var input = new SegmentInput(samples, samples, 0, samples.Length, 1);
        var model = new SirenSegmentModel { Decoder = new() { Width = 8, Depth = 2 }, Encoder = Encoder };
        int before = Threads();
        ISegmentNetwork[] networks = [.. Enumerable.Range(0, 20).Select(i => model.Create(input, seed: i, maxDegreeOfParallelism: 8))];
        foreach (ISegmentNetwork network in networks)
        {
            network.Render(samples);
        }

        Assert.InRange(Threads() - before, 200, 10_000);
        foreach (ISegmentNetwork network in networks)
        {
            network.Dispose();
        }

        Assert.InRange(Threads() - before, -10_000, 100);
    }

    private static void AssertThatThreadsEnd(Action<int> forget)
    {
        int before = Threads();
        Forget(forget);
        for (int i = 0; i < 100 && Threads() - before > 100; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(50);
        }

        Assert.InRange(Threads() - before, -10_000, 100);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(Action<int> forget)
        {
            for (int i = 0; i < 50; i++)
            {
                forget(i);
            }
        }
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
