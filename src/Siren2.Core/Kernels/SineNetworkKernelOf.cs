namespace Siren2.Kernels;

/// <inheritdoc/>
/// <typeparam name="TOps">Vector operations.</typeparam>
/// <typeparam name="TVector">Vector type.</typeparam>
internal sealed unsafe class SineNetworkKernel<TOps, TVector>(SineNetworkShape shape) : SineNetworkKernel(shape)
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    private const int Rows = SineNetworkBlock.MaximumRows;
    private const int Panel = SineNetworkShape.Panel;

    public override void Forward(SineNetworkBlock block, float* parameters, float* latentProjection)
    {
        FirstLayer(block, parameters, latentProjection);
        for (int layer = 1; layer < Shape.Depth; layer++)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* output = input + block.LayerStride;
            float* derivative = block.Derivatives + (layer * block.LayerStride);
            float* bias = parameters + Shape.Bias(layer);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                MultiplyPanel(input, parameters + Shape.HiddenWeights(layer) + (panel * Shape.PaddedWidth), output + panel);
                Activate(output + panel, bias + panel, derivative + panel);
            }
        }

        OutputLayer(block, parameters);
    }

    public override void Backward(
        SineNetworkBlock block, float* parameters, float* transposed, float* gradients, float* latentProjectionGradient)
    {
        int last = Shape.Depth - 1;
        OutputLayerBackward(block, parameters, gradients);
        for (int layer = last; layer >= 1; layer--)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* inputDerivative = block.Derivatives + ((layer - 1) * block.LayerStride);
            float* delta = block.Derivatives + (layer * block.LayerStride);
            WeightGradient(input, delta, gradients + Shape.HiddenWeights(layer));

            // The activations of the layer below have served; its input gradient takes their place panel by panel.
            float* weights = transposed + ((layer - 1) * Shape.HiddenWeightCount);
            float* biasGradient = gradients + Shape.Bias(layer - 1);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                MultiplyPanel(delta, weights + (panel * Shape.PaddedWidth), input + panel);
                ActivateBackward(input + panel, inputDerivative + panel, biasGradient + panel);
            }
        }

        FirstLayerBackward(block, gradients, latentProjectionGradient);
    }

    private void MultiplyPanel(float* rows, float* weights, float* output)
    {
        int pitch = Shape.Pitch;
        for (int column = 0; column < Panel; column += MatrixTile<TOps, TVector>.Columns)
        {
            for (int row = 0; row < Rows; row += TOps.TileRows)
            {
                MatrixTile<TOps, TVector>.Multiply(
                    Shape.PaddedWidth, rows + (row * pitch), pitch, 1, weights + column, Panel, output + (row * pitch) + column, pitch, add: false);
            }
        }
    }

    private void WeightGradient(float* input, float* delta, float* gradient)
    {
        int width = Shape.PaddedWidth;
        for (int panel = 0; panel < width; panel += Panel)
        {
            for (int column = 0; column < Panel; column += MatrixTile<TOps, TVector>.Columns)
            {
                for (int k = 0; k < width; k += TOps.TileRows)
                {
                    MatrixTile<TOps, TVector>.Multiply(
                        Rows, input + k, 1, Shape.Pitch, delta + panel + column, Shape.Pitch,
                        gradient + (panel * width) + (k * Panel) + column, Panel, add: true);
                }
            }
        }
    }

    /// <summary>z → sin(ω0(z + bias)) in place, with ω0·cos beside it, over one panel of all rows.</summary>
    private void Activate(float* values, float* bias, float* derivative)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Panel; column += TOps.Count)
            {
                int i = (row * Shape.Pitch) + column;
                TVector z = TOps.Multiply(TOps.Add(TOps.Load(values + i), TOps.Load(bias + column)), omega);
                SineCosine<TOps, TVector>.Evaluate(z, out TVector sine, out TVector cosine);
                TOps.Store(sine, values + i);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + i);
            }
        }
    }

    /// <summary>Turns a panel of activation gradients into pre-activation gradients and adds their sums to the bias gradient.</summary>
    private void ActivateBackward(float* gradient, float* derivative, float* biasGradient)
    {
        for (int column = 0; column < Panel; column += TOps.Count)
        {
            TVector sum = TOps.Broadcast(0);
            for (int row = 0; row < Rows; row++)
            {
                int i = (row * Shape.Pitch) + column;
                TVector delta = TOps.Multiply(TOps.Load(gradient + i), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                sum = TOps.Add(sum, delta);
            }

            TOps.Store(TOps.Add(TOps.Load(biasGradient + column), sum), biasGradient + column);
        }
    }

    /// <summary>
    /// The first layer is no matrix product: its columns are time, the second input, and latents that arrive already multiplied
    /// by their weights, at their own rate (W·interp(z) = interp(W·z)).
    /// </summary>
    private void FirstLayer(SineNetworkBlock block, float* parameters, float* latentProjection)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        float* bias = parameters + Shape.FirstBias;
        for (int row = 0; row < Rows; row++)
        {
            TVector time = TOps.Broadcast(block.Time[row]);
            TVector second = TOps.Broadcast(block.Second[row]);
            TVector later = TOps.Broadcast(block.LatentFraction[row]);
            TVector earlier = TOps.Broadcast(1 - block.LatentFraction[row]);
            float* frame = latentProjection + ((nint)block.LatentFrame[row] * Shape.PaddedWidth);
            float* activation = block.Activations + (row * Shape.Pitch);
            float* derivative = block.Derivatives + (row * Shape.Pitch);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                TVector z = TOps.MultiplyAdd(time, TOps.Load(parameters + Shape.TimeRow + column), TOps.Load(bias + column));
                if (Shape.HasSecondInput)
                {
                    z = TOps.MultiplyAdd(second, TOps.Load(parameters + Shape.SecondRow + column), z);
                }

                if (latentProjection != null)
                {
                    z = TOps.MultiplyAdd(earlier, TOps.Load(frame + column), z);
                    z = TOps.MultiplyAdd(later, TOps.Load(frame + Shape.PaddedWidth + column), z);
                }

                SineCosine<TOps, TVector>.Evaluate(TOps.Multiply(z, omega), out TVector sine, out TVector cosine);
                TOps.Store(sine, activation + column);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + column);
            }
        }
    }

    private void FirstLayerBackward(SineNetworkBlock block, float* gradients, float* latentProjectionGradient)
    {
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector timeSum = TOps.Broadcast(0);
            TVector secondSum = TOps.Broadcast(0);
            for (int row = 0; row < Rows; row++)
            {
                TVector delta = TOps.Load(block.Derivatives + (row * Shape.Pitch) + column);
                timeSum = TOps.MultiplyAdd(TOps.Broadcast(block.Time[row]), delta, timeSum);
                secondSum = TOps.MultiplyAdd(TOps.Broadcast(block.Second[row]), delta, secondSum);
                if (latentProjectionGradient != null)
                {
                    float* frame = latentProjectionGradient + ((nint)block.LatentFrame[row] * Shape.PaddedWidth) + column;
                    float later = block.LatentFraction[row];
                    AddScaled(frame, delta, 1 - later);
                    AddScaled(frame + Shape.PaddedWidth, delta, later);
                }
            }

            AddScaled(gradients + Shape.TimeRow + column, timeSum, 1);
            if (Shape.HasSecondInput)
            {
                AddScaled(gradients + Shape.SecondRow + column, secondSum, 1);
            }
        }
    }

    private void OutputLayer(SineNetworkBlock block, float* parameters)
    {
        float* activation = block.Activations + ((Shape.Depth - 1) * block.LayerStride);
        float* weights = parameters + Shape.OutputRow;
        float bias = parameters[Shape.OutputBias];
        float* lanes = stackalloc float[TOps.Count];
        for (int row = 0; row < Rows; row++)
        {
            TVector sum = TOps.Broadcast(0);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                sum = TOps.MultiplyAdd(TOps.Load(activation + (row * Shape.Pitch) + column), TOps.Load(weights + column), sum);
            }

            TOps.Store(sum, lanes);
            float total = 0;
            for (int lane = 0; lane < TOps.Count; lane++)
            {
                total += lanes[lane];
            }

            block.Output[row] = total + bias;
        }
    }

    private void OutputLayerBackward(SineNetworkBlock block, float* parameters, float* gradients)
    {
        int last = Shape.Depth - 1;
        float* activation = block.Activations + (last * block.LayerStride);
        float* derivative = block.Derivatives + (last * block.LayerStride);
        float* biasGradient = gradients + Shape.Bias(last);
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector weight = TOps.Load(parameters + Shape.OutputRow + column);
            TVector weightSum = TOps.Broadcast(0);
            TVector biasSum = TOps.Broadcast(0);
            for (int row = 0; row < Rows; row++)
            {
                int i = (row * Shape.Pitch) + column;
                TVector gradient = TOps.Broadcast(block.OutputGradient[row]);
                weightSum = TOps.MultiplyAdd(gradient, TOps.Load(activation + i), weightSum);
                TVector delta = TOps.Multiply(TOps.Multiply(gradient, weight), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                biasSum = TOps.Add(biasSum, delta);
            }

            AddScaled(gradients + Shape.OutputRow + column, weightSum, 1);
            AddScaled(biasGradient + column, biasSum, 1);
        }

        double total = 0;
        for (int row = 0; row < Rows; row++)
        {
            total += block.OutputGradient[row];
        }

        gradients[Shape.OutputBias] += (float)total;
    }

    private static void AddScaled(float* destination, TVector value, float scale) =>
        TOps.Store(TOps.MultiplyAdd(value, TOps.Broadcast(scale), TOps.Load(destination)), destination);
}
