using Siren2.Onnx.Network;

namespace Siren2.Onnx.Tests;

public sealed class ChunkPlanTests
{
    [Theory]
    [InlineData(1, 8000, 16_000, null, 1)]
    [InlineData(100_000, 16_000, 48_000, null, 1)]
    [InlineData(70_001, 16_000, 44_100, null, 1)]
    [InlineData(50_000, 44_100, 48_000, null, 32)]
    [InlineData(33_333, 16_000, 48_000, 4096, 1)]
    public void Faded_chunks_cover_every_sample_once(int length, int inputRate, int outputRate, int? fixedLength, int multiple)
    {
        var options = new OnnxTextureOptions { ChunkSeconds = 0.5, OverlapSeconds = 0.1, LengthMultiple = multiple };
        var sizes = ChunkSizes.Of(options, fixedLength, inputRate, outputRate);
        var plan = new ChunkPlan(length, sizes);
        double perInput = (double)outputRate / inputRate;
        double[] sum = new double[(int)Math.Ceiling((length + sizes.Chunk) * perInput)];
        for (int chunk = 0; chunk < plan.Count; chunk++)
        {
            int samples = plan.Length(chunk);
            Assert.True(samples <= sizes.Chunk && samples % multiple == 0);
            Assert.Equal(0, (long)plan.Start(chunk) * outputRate % inputRate);
            float[] ones = new float[(int)Math.Round(samples * perInput)];
            Array.Fill(ones, 1f);
            plan.Fade(chunk, perInput, ones);
            for (int i = 0; i < ones.Length; i++)
            {
                sum[(int)Math.Round(plan.Start(chunk) * perInput) + i] += ones[i];
            }
        }

        Assert.All(sum[..(int)(length * perInput)], total => Assert.Equal(1, total, 1e-5));
    }
}
