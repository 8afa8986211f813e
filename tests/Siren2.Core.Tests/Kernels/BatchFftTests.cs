using Siren2.Core.Tests.Spectral;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;

namespace Siren2.Core.Tests.Kernels;

public unsafe class BatchFftTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(2048)]
    [InlineData(32768)]
    [InlineData(65536)]
    public void Every_lane_holds_the_definition_of_the_transform(int size)
    {
        foreach (SimdWidth width in SimdWidths.All)
        {
            BatchFft fft = BatchFft.Create(size, width);
            (AlignedBuffer frames, AlignedBuffer spectra) = Buffers(fft);
            float[] samples = Noise.Uniform(fft.FramesLength, size);
            samples.CopyTo(frames.Span);
            fft.Forward(frames.Pointer, spectra.Pointer);
            foreach (int bin in (int[])[0, 1, 3, size / 4, (size / 4) + 1, (size / 2) - 1, size / 2])
            {
                int lane = bin % fft.Lanes;
                (double real, double imaginary) = Bin(samples, lane, fft, bin);
                double allowed = 2e-7 * size;
                Assert.Equal(real, spectra.Span[(2 * bin * fft.Lanes) + lane], allowed);
                Assert.Equal(imaginary, spectra.Span[(((2 * bin) + 1) * fft.Lanes) + lane], allowed);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(4096)]
    public void Adjoint_with_half_the_edges_is_the_inverse_times_half_the_size(int size)
    {
        foreach (SimdWidth width in SimdWidths.All)
        {
            BatchFft fft = BatchFft.Create(size, width);
            (AlignedBuffer frames, AlignedBuffer spectra) = Buffers(fft);
            float[] samples = Noise.Uniform(fft.FramesLength, size);
            samples.CopyTo(frames.Span);
            fft.Forward(frames.Pointer, spectra.Pointer);
            frames.Span.Fill(float.NaN);
            fft.Adjoint(spectra.Pointer, frames.Pointer, 0.5f);
            for (int i = 0; i < samples.Length; i++)
            {
                Assert.Equal(samples[i], frames.Span[i] * 2 / size, 2e-6f);
            }
        }
    }

    private static (AlignedBuffer Frames, AlignedBuffer Spectra) Buffers(BatchFft fft) =>
        (new AlignedBuffer(fft.FramesLength), new AlignedBuffer(fft.SpectraLength));

    private static (double Real, double Imaginary) Bin(float[] samples, int lane, BatchFft fft, int bin)
    {
        double real = 0;
        double imaginary = 0;
        for (int n = 0; n < fft.Size; n++)
        {
            double angle = 2 * Math.PI * ((long)bin * n % fft.Size) / fft.Size;
            real += samples[(n * fft.Lanes) + lane] * Math.Cos(angle);
            imaginary -= samples[(n * fft.Lanes) + lane] * Math.Sin(angle);
        }

        return (real, imaginary);
    }
}
