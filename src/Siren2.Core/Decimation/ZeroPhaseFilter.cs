using Siren2.Kernels.Fft;

namespace Siren2.Decimation;

/// <summary>
/// A filter without phase: a real gain over frequency, applied to clips of one length on a circle, or, where the clip is long, block
/// by block with margins that are discarded. The gain has to be smooth enough for its impulse response to die out within them.
/// </summary>
internal sealed class ZeroPhaseFilter
{
    private readonly int _length;
    private readonly int _margin;
    private readonly RealFft _fft;
    private readonly double[] _gains;

    /// <param name="length">Samples of the clips, at least 1.</param>
    /// <param name="gain">Gain at a frequency in cycles per sample, 0 to ½.</param>
    /// <param name="blocks">How clips are cut into blocks; null for <see cref="BlockSizes.Default"/>.</param>
    public ZeroPhaseFilter(int length, Func<double, double> gain, BlockSizes? blocks = null)
    {
        BlockSizes sizes = blocks ?? BlockSizes.Default;
        _length = length;
        _margin = length <= sizes.WholeLength ? 0 : sizes.Margin;
        _fft = new RealFft(_margin == 0 ? length : sizes.BlockLength);
        _gains = new double[_fft.BinCount];
        for (int k = 0; k < _gains.Length; k++)
        {
            _gains[k] = gain((double)k / _fft.Length);
        }
    }

    /// <summary>Filters a clip, <c>[length]</c>; the result may be the clip itself.</summary>
    public void Apply(ReadOnlySpan<float> clip, Span<float> result) => Run(clip, result, inverse: false);

    /// <summary>Undoes <see cref="Apply"/>, where no gain is 0.</summary>
    public void Undo(ReadOnlySpan<float> clip, Span<float> result) => Run(clip, result, inverse: true);

    private void Run(ReadOnlySpan<float> clip, Span<float> result, bool inverse)
    {
        float[] source = clip.ToArray();
        double[] block = new double[_fft.Length];
        double[] real = new double[_gains.Length];
        double[] imaginary = new double[_gains.Length];
        int hop = _fft.Length - (2 * _margin);
        for (int start = 0; start < _length; start += hop)
        {
            for (int i = 0; i < block.Length; i++)
            {
                long at = (long)start - _margin + i;
                block[i] = source[(int)(((at % _length) + _length) % _length)];
            }

            _fft.Forward(block, real, imaginary);
            for (int k = 0; k < _gains.Length; k++)
            {
                double gain = inverse ? 1 / _gains[k] : _gains[k];
                real[k] *= gain;
                imaginary[k] *= gain;
            }

            _fft.Inverse(real, imaginary, block);
            int count = Math.Min(hop, _length - start);
            for (int i = 0; i < count; i++)
            {
                result[start + i] = (float)block[_margin + i];
            }
        }
    }
}
